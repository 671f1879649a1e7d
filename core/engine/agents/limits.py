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
    quiet: float = 0.0
    """Seconds since its stream was written to: how long it was silent before a new engine came."""


@dataclass(slots=True)
class _Silence:
    steps: int
    since: float
    """From when on its limit counts."""
    fell: float
    """When it made progress last."""


class Progress:
    """When each agent last made progress, by a clock that stops while the machine sleeps.

    A new engine begins to count anew, as everybody does whose wait is over: nobody is stopped too
    early. When somebody fell silent stays as it was.
    """

    def __init__(self) -> None:
        self._known: dict[str, _Silence] = {}
        self._woke = float("-inf")

    def wake(self, now: float) -> None:
        """Note that the machine has slept until now, by the clock that stops meanwhile."""
        self._woke = now

    def overdue(self, seen: Collection[Seen], now: float) -> dict[str, float]:
        """Give the agents that have gone too long without progress, and for how many seconds.

        `now` is the clock that stops in suspend. Who fell silent together with others is not named,
        whatever the limit of each; who is named is so once, and then again after the same time.
        """
        self._known = {one.attempt: self._noted(one, now) for one in seen}
        if now - self._woke < AWAKE:
            return {}
        fell = [self._known[one.attempt].fell for one in seen if not one.is_excused]
        late: dict[str, float] = {}
        for one in seen:
            mine = self._known[one.attempt]
            together = sum(abs(at - mine.fell) <= TOGETHER for at in fell)
            if now - mine.since >= one.limit and together < MASS:
                late[one.attempt] = now - mine.since
                mine.since = now
        return late

    def _noted(self, one: Seen, now: float) -> _Silence:
        known = self._known.get(one.attempt)
        if known is None:
            return _Silence(one.steps, now, now - one.quiet)
        if known.steps != one.steps:
            return _Silence(one.steps, now, now)
        if one.is_excused:
            known.since = now
        return known
