"""Times as people read them; the only place where zones are local."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_LONG = 10 * _HOUR


def ago(seconds: float) -> str:
    """Give a length of time, coarse beyond a minute so that rows stay still.

    >>> [ago(s) for s in (0, 45, 119, 960, 5640, 40_000, 200_000)]
    ['0s', '45s', '1m', '16m', '1h34', '11h', '2d']
    >>> ago(-3)
    '0s'
    """
    whole = max(int(seconds), 0)
    if whole < _MINUTE:
        return f"{whole}s"
    if whole < _HOUR:
        return f"{whole // _MINUTE}m"
    if whole < _LONG:
        return f"{whole // _HOUR}h{whole % _HOUR // _MINUTE:02}"
    if whole < 2 * _DAY:
        return f"{whole // _HOUR}h"
    return f"{whole // _DAY}d"


def since(at: datetime | None, now: datetime | None) -> float | None:
    """Give the seconds between two instants, where both are known.

    >>> from datetime import UTC, datetime, timedelta
    >>> now = datetime(2026, 11, 20, 14, 32, tzinfo=UTC)
    >>> since(now - timedelta(minutes=2), now), since(None, now)
    (120.0, None)
    """
    if at is None or now is None:
        return None
    return (now - at).total_seconds()


def clock(at: datetime, zone: tzinfo | None = None, *, seconds: bool = False) -> str:
    """Give the time of day where the person is, or in the zone.

    >>> from datetime import UTC, datetime, timedelta, timezone
    >>> at = datetime(2026, 11, 20, 14, 32, 7, tzinfo=UTC)
    >>> clock(at, UTC), clock(at, timezone(timedelta(hours=1)), seconds=True)
    ('14:32', '15:32:07')
    """
    return at.astimezone(zone).strftime("%H:%M:%S" if seconds else "%H:%M")


def when(at: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Give the time of day, with the day where it is another one.

    >>> from datetime import UTC, datetime
    >>> now = datetime(2026, 11, 20, 14, 32, tzinfo=UTC)
    >>> when(datetime(2026, 11, 20, 16, 0, tzinfo=UTC), now, UTC)
    '16:00'
    >>> when(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), now, UTC)
    'Mon 09:00'
    >>> when(datetime(2026, 12, 23, 9, 0, tzinfo=UTC), now, UTC)
    '23 Dec 09:00'
    """
    here, today = at.astimezone(zone), now.astimezone(zone)
    if here.date() == today.date():
        return f"{here:%H:%M}"
    near = abs((here - today).total_seconds()) < 6 * _DAY
    return f"{here:%a %H:%M}" if near else f"{here.day} {here:%b %H:%M}"


def day(at: datetime, zone: tzinfo | None = None) -> str:
    """Give the calendar day where the person is, or in the zone.

    >>> from datetime import UTC, datetime, timedelta, timezone
    >>> day(datetime(2026, 11, 20, 23, 30, tzinfo=UTC), timezone(timedelta(hours=1)))
    '2026-11-21'
    """
    return at.astimezone(zone).strftime("%Y-%m-%d")
