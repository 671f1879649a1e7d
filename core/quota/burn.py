"""Tokens a minute, over the last minutes, of all agents that were heard."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from core.model.signs import Transcript

MINUTES = 60
RECENT = 5
MINUTE = timedelta(minutes=1)


def history(transcripts: Iterable[Transcript], at: datetime) -> tuple[int, ...]:
    """Tokens in each of the last 60 minutes, oldest first; each answer counts once."""
    bars = [0] * MINUTES
    seen: set[str] = set()
    for one in transcripts:
        wrote = one.signs.wrote_at
        if wrote is None or at - wrote >= MINUTES * MINUTE:
            continue
        for answer in one.signs.spent:
            age = (at - answer.at) // MINUTE
            if 0 <= age < MINUTES and answer.message_id not in seen:
                seen.add(answer.message_id)
                bars[MINUTES - 1 - age] += answer.total
    return tuple(bars)


def per_minute(bars: tuple[int, ...]) -> float | None:
    """Mean of the last five minutes; None when nothing was spent in the hour."""
    return sum(bars[-RECENT:]) / RECENT if any(bars) else None
