"""Times as other programs write them, and lengths of time as people say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EARLIEST, LATEST = datetime(2, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def instant(text: str) -> datetime | None:
    """Read an ISO 8601 time, without a zone as UTC, or epoch seconds.

    None where the text is no time that a calendar knows.
    """
    try:
        if text.replace(".", "", 1).isdigit():
            return _within(datetime.fromtimestamp(float(text), UTC))
        at = datetime.fromisoformat(text)
        return _within(at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC))
    except (ValueError, OverflowError, OSError):
        return None


def from_epoch(seconds: float) -> datetime | None:
    """Epoch seconds as a time; None outside the calendar."""
    try:
        return _within(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
    except (OverflowError, ValueError):
        return None


def _within(at: datetime) -> datetime | None:
    """A time that can be moved by months and to any zone; None at the calendar's two ends."""
    return at if EARLIEST <= at <= LATEST else None


def span(length: timedelta) -> str:
    """Say a length of time coarsely, as one would aloud.

    >>> from datetime import timedelta
    >>> span(timedelta(seconds=42)), span(timedelta(minutes=11)), span(timedelta(minutes=75))
    ('42 s', '11 min', '1 h 15 min')
    >>> span(timedelta(days=3, hours=2))
    '3 days'
    """
    seconds = max(0, int(length.total_seconds()))
    if seconds < 2 * MINUTE:
        return f"{seconds} s"
    if seconds < HOUR:
        return f"{seconds // MINUTE} min"
    if seconds < 2 * DAY:
        hours, rest = divmod(seconds, HOUR)
        return f"{hours} h {rest // MINUTE} min" if rest >= MINUTE else f"{hours} h"
    return f"{seconds // DAY} days"
