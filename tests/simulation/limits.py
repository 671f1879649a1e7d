"""Was an agent ended because of its time only when its time was really over?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.retries import RETRY, task_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.run import Task
    from tests.simulation.history import Happening

MINUTES = {"PLANNER": 15, "IMPLEMENTER": 30, "AUDITOR": 20, "CLEANER": 10}
"""Without progress (S4-35..38); so many more for each retry, up to three times (S4-49)."""
EARLY = 1e-6
AWAKE = 60.0
"""Seconds after a wake from suspend in which nobody is ended (decisions, table)."""
DECIDED = 1.0
"""Seconds within which what was decided before the machine slept may still be done."""
MANY, TOGETHER = 3, 10.0
"""So many agents that fell silent within so many seconds are the account's stall."""


class Limits:
    """Reads how long agents were still, and what held the account meanwhile."""

    def __init__(self, tasks: dict[str, Task]) -> None:
        self._tasks = tasks
        self._woke = -1e9
        self._holds: tuple[str, ...] = ()
        self._still: dict[str, float] = {}

    def read(self, line: Happening) -> Iterator[tuple[str, str]]:
        """Take one line; name the promises that it breaks, and why."""
        match line.what:
            case "slept":
                self._woke = line.at
            case "holds":
                self._holds = tuple(one for one in line.with_ if one in ("quota", "outage"))
            case "still":
                self._still[line.whom] = line.number
            case "timed out":
                yield from self._timed_out(line)
                self._still.clear()
            case _:
                pass

    def _timed_out(self, line: Happening) -> Iterator[tuple[str, str]]:
        if line.number < self._limit(line.whom) - EARLY:
            yield "S4-46", f"ended after {line.number:.1f} s of {self._limit(line.whom):g}"
        if line.with_:
            yield "S4-46", f"ended while it {line.with_[0]}"
        if self._holds:
            yield "S1-05", f"ended while {', '.join(self._holds)} held"
        if DECIDED < line.at - self._woke < AWAKE - EARLY:
            yield "D21", f"ended {line.at - self._woke:.1f} s after the machine slept"
        beside = [at for at in self._still.values() if abs(at - line.number) <= TOGETHER]
        if len(beside) >= MANY:
            yield "S1-06", f"ended although {len(beside)} fell silent together"

    def _limit(self, attempt: str) -> float:
        """Give the seconds that an attempt may go without progress."""
        retry = int(found[1]) if (found := RETRY.search(attempt)) else 0
        return MINUTES[self._tasks[task_of(attempt)].role] * 60.0 * min(retry + 1, 3)

    def end(self) -> Iterator[tuple[str, str, str]]:
        """Nothing is left to be named: an agent that is never ended is a task that never ends."""
        yield from ()
