"""The breaker: starts and status checks that fail in a row stop all starts, then a few return."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.model.gate import Breaker
from core.model.moment import span

if TYPE_CHECKING:
    from core.model.moment import Moment

TRIP = 3
"""Failures in a row (S3-10, S3-17)."""
HOLD = 30.0
"""Seconds that an overload holds all starts (S3-20)."""
UNRESPONSIVE = 60.0
"""Seconds until one start is tried, after the machine or the runner did not answer (S3-23)."""
SILENCE = "[SPAWN] No answer from machine or runner - trying one spawn in 60 seconds"
"""What the journal says then."""
OVERLOAD = "[SPAWN] System overload detected - pausing spawns for 30 seconds"
"""What the journal says, to the letter (S3-19)."""


def failed(breaker: Breaker, granted: int, at: Moment) -> Breaker:
    """One more start or status check has failed; while it recovers, one is enough."""
    failures = breaker.failures + 1
    if failures < TRIP and breaker.steps is None:
        return replace(breaker, failures=failures)
    return Breaker(hold=span(at, HOLD), steps=1, mark=granted)


def silent(granted: int, at: Moment) -> Breaker:
    """The machine or the runner does not answer at all: one start is tried after a minute."""
    return Breaker(
        hold=span(at, UNRESPONSIVE), steps=1, mark=granted, rises_by_start=True, is_silent=True
    )


def looked(breaker: Breaker, at: Moment, *, is_well: bool) -> Breaker:
    """The existing agents were looked at when the hold was over: go on, or hold again (S3-20)."""
    if breaker.hold is None or breaker.hold.left(at) > 0:
        return breaker
    return replace(breaker, hold=None if is_well else span(at, breaker.hold.length))


def started(breaker: Breaker, most: int) -> Breaker:
    """A start was proven: whatever failed before it, the row is broken."""
    calm = replace(breaker, failures=0)
    return _risen(calm, most) if breaker.rises_by_start else calm


def ended_well(breaker: Breaker, number: int, most: int) -> Breaker:
    """An agent has done its work; one of those that came after the overload proves the way."""
    if breaker.rises_by_start or number <= breaker.mark:
        return breaker
    return _risen(breaker, most)


def _risen(breaker: Breaker, most: int) -> Breaker:
    """Allow one agent more, until there are as many as there are slots."""
    if breaker.steps is None or breaker.hold is not None:
        return breaker
    steps = breaker.steps + 1
    return Breaker() if steps >= most else replace(breaker, steps=steps)
