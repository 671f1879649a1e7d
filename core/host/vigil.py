"""Notices that the machine has slept: one clock goes on meanwhile, and the other does not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core.model.suspend import SLEPT, Suspend

if TYPE_CHECKING:
    from core.clock import Clock


class Vigil:
    """Looks at the clocks beside each other, again and again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead, self._at = self._look()

    def look(self) -> tuple[datetime, Suspend | None]:
        """Tell the time, and whether the machine has slept since the last look.

        Where wall time stands still, as in a recording that is looked at, nothing was slept.
        """
        ahead, at = self._look()
        gained, before = ahead - self._ahead, self._at
        self._ahead, self._at = ahead, at
        has_slept = gained >= SLEPT and at != before
        since = at - timedelta(seconds=gained)
        if before < at:  # unless somebody has put the wall clock back meanwhile
            since = max(before, since)
        return at, Suspend(since=since, until=at) if has_slept else None

    def _look(self) -> tuple[float, datetime]:
        """Read all clocks on the same side of a sleep."""
        while True:
            ahead, at = self._lead(), self._clock.now()
            if self._lead() - ahead < SLEPT:
                return ahead, at

    def _lead(self) -> float:
        return self._clock.boottime() - self._clock.monotonic()
