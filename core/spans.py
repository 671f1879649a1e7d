"""Durations in the sentences of a diagnosis."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


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
