"""What transcripts say officially of quota windows: only a rejection leaves a trace on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.quota import Reading
from core.model.signs import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from core.model.signs import Transcript


def readings(transcripts: Iterable[Transcript], at: datetime) -> tuple[Reading, ...]:
    """Windows that are known to be used up, the latest word on each; a reset ends it."""
    errors = (one.signs.error for one in transcripts)
    told = (
        Reading(
            window=error.window,
            fraction=1.0,
            resets_at=error.resets_at,
            source="transcript",
            observed_at=error.at,
        )
        for error in errors
        if error is not None
        and error.fault is Fault.WINDOW
        and error.window
        and error.resets_at is not None
    )
    return latest(told, at)


def latest(told: Iterable[Reading], at: datetime) -> tuple[Reading, ...]:
    """The latest word on each window, by name; a reset ends it."""
    known: dict[str, Reading] = {}
    for one in told:
        before = known.get(one.window)
        is_over = one.resets_at is not None and one.resets_at <= at
        if not is_over and (before is None or before.observed_at < one.observed_at):
            known[one.window] = one
    return tuple(known[window] for window in sorted(known))
