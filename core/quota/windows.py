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
    latest: dict[str, Reading] = {}
    for one in transcripts:
        error = one.signs.error
        if error is None or error.fault is not Fault.WINDOW or not error.window:
            continue
        if error.resets_at is None or error.resets_at <= at:
            continue
        before = latest.get(error.window)
        if before is None or before.observed_at < error.at:
            latest[error.window] = Reading(
                window=error.window,
                fraction=1.0,
                resets_at=error.resets_at,
                source="transcript",
                observed_at=error.at,
            )
    return tuple(latest[window] for window in sorted(latest))
