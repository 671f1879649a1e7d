"""How long an agent may go without progress, and when nobody may be judged by that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.model.suspend import WAKE

if TYPE_CHECKING:
    from collections.abc import Collection

ROLES = {"PLANNER": 900.0, "IMPLEMENTER": 1800.0, "AUDITOR": 1200.0, "CLEANER": 600.0}
"""Seconds without progress (S4-35..38)."""
OTHERS = 1200.0
"""Of any other role (S4-39)."""
STEPS = 3
"""The limit grows with the attempts, up to three times (S4-49)."""
AWAKE = WAKE.total_seconds()
"""Seconds after the machine has slept in which nobody is stopped."""
MASS, TOGETHER = 3, 60.0
"""So many agents that fell silent within so many seconds are one stall of the account's."""


def limit(role: str, number: int) -> float:
    """Give the seconds that the `number`-th retry may go without progress.

    >>> limit("IMPLEMENTER", 0), limit("QA", 1), limit("CLEANER", 5)
    (1800.0, 2400.0, 1800.0)
    """
    return ROLES.get(role, OTHERS) * min(number + 1, STEPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One agent at work, as its stream tells."""

    attempt: str
    steps: int
    limit: float
    is_excused: bool
    """It waits for an answer of a person, or of the API."""


class Progress:
    """When each agent last made progress, by a clock that stops while the machine sleeps.

    A new engine begins to count anew: it stops nobody too early.
    """

    def __init__(self) -> None:
        self._since: dict[str, tuple[int, float]] = {}
        self._woke = float("-inf")

    def wake(self, now: float) -> None:
        """Note that the machine has slept until now, by the clock that stops meanwhile."""
        self._woke = now

    def overdue(self, seen: Collection[Seen], now: float) -> dict[str, float]:
        """Give the agents that have gone too long without progress, and for how many seconds.

        `now` is the clock that stops in suspend. Who fell silent together with others is not named,
        whatever the limit of each; who is named is so once, and then again after the same time.
        """
        for one in seen:
            if one.is_excused or self._since.get(one.attempt, (-1, 0.0))[0] != one.steps:
                self._since[one.attempt] = (one.steps, now)
        alive = {one.attempt for one in seen}
        self._since = {key: known for key, known in self._since.items() if key in alive}
        if now - self._woke < AWAKE:
            return {}
        since = {one.attempt: self._since[one.attempt][1] for one in seen}
        silent = [since[one.attempt] for one in seen if not one.is_excused]
        late = [
            one.attempt
            for one in seen
            if now - since[one.attempt] >= one.limit
            and sum(abs(at - since[one.attempt]) <= TOGETHER for at in silent) < MASS
        ]
        for key in late:
            self._since[key] = (self._since[key][0], now)
        return {key: now - since[key] for key in late}
