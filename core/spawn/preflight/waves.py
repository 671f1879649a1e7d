"""When the agents of a fan-out will start, and when the last one will have ended."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from core.model.pace import WAVE
from core.model.preflight import Wave
from core.spawn.settle import SAMPLE, SPIKE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.pace import Pace

SETTLED = SPIKE + 2 * SAMPLE
"""Seconds after a wave's last start in which it cannot have settled yet."""


def waves(
    count: int, pace: Pace, length: float | None, speed: float = 1.0
) -> tuple[tuple[Wave, ...], float | None]:
    """Foresee the waves, and the seconds until the end of all; None where that is unknown.

    `length` is how many seconds an agent takes. Nothing but pace and slots holds here: whatever
    else will, comes on top.
    """
    starts = _starts(count, pace, length)
    found = tuple(
        Wave(
            number=number // WAVE + 1,
            agents=len(starts[number : number + WAVE]),
            begins=None if (first := starts[number]) is None else first / speed,
        )
        for number in range(0, count, WAVE)
    )
    last = starts[-1] if starts else None
    return found, None if last is None or length is None else (last + length) / speed


def _starts(count: int, pace: Pace, length: float | None) -> Sequence[float | None]:
    starts: list[float | None] = []
    at, ends = 0.0, list[float]()
    for number in range(count):
        if number:
            at += pace.spacing
            if number % WAVE == 0:
                pause = SETTLED if pace.settles else pace.cooldown
                at += max(0.0, pause - pace.spacing)
        if number >= pace.total:
            if length is None:
                return [*starts, *[None] * (count - number)]
            at = max(at, heappop(ends))
        starts.append(at)
        if length is not None:
            heappush(ends, at + length)
    return starts
