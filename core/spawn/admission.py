"""May one agent start now? Admit it, hold it until and because, or refuse it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.model.admission import Admit, Guard, Held, Hold, Refuse
from core.model.pace import WAVE, group
from core.spawn.guards import holding, standing
from core.spawn.policy.validations import is_to_be_asked, unvalidated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.model.admission import Admission, Request, Surroundings
    from core.model.gate import Gate
    from core.model.moment import Moment
    from core.model.pace import Pace


def admission(
    gate: Gate, queue: Iterable[Request], around: Surroundings, at: Moment
) -> Admission | None:
    """Decide on the first of a queue that nothing of its own holds; None for an empty queue.

    What holds everybody of one pace is worked out once, however long the queue is.
    """
    busy = {permit.task for permit in gate.permits}
    shared: dict[Pace, tuple[Held, ...]] = {}
    waiting: tuple[Held, ...] = ()
    pace, least, strictness = None, -math.inf, math.inf
    ask: list[str] = []
    for request in queue:
        if refusal := _refusal(request, busy):
            return refusal
        if request.pace is not pace:
            pace = request.pace
            if pace not in shared:
                shared[pace] = standing(gate, pace, around, at)
            least = _strictness(shared[pace])
        if waiting and least >= strictness:  # its own holds only make it stricter
            continue
        held = (*shared[request.pace], *_own(gate, request, at))
        if not held:
            return Admit(attempt=request.attempt)
        if len(ask) < WAVE and is_to_be_asked(held):
            ask.append(request.attempt)
        if not waiting or _strictness(held) < strictness:
            waiting, strictness = held, _strictness(held)
    if not waiting:
        return None
    return Hold(held=tuple(sorted(waiting, key=_rank, reverse=True)), ask=tuple(ask))


def _refusal(request: Request, busy: set[str]) -> Refuse | None:
    """A task that is over is never delivered again; one that runs has its one writer (S2-20, 21).

    Both are asked in the gate's own transaction, so that no two can be told yes.
    """
    if request.settled:
        return Refuse(attempt=request.attempt, because=request.settled)
    if request.task in busy:
        return Refuse(attempt=request.attempt, because=f"{request.task} already has an agent")
    return None


def _own(gate: Gate, request: Request, at: Moment) -> tuple[Held, ...]:
    """What holds this one, and not the others."""
    held = [holding(halt, at) for halt in gate.halts if halt.run and halt.run == request.run]
    if not request.is_prepared:
        held.append(Held(by=Guard.WORKTREE, because=f"{request.task} has no worktree yet"))
    if request.wait is not None and (left := request.wait.left(at)) > 0:
        wait = f"{request.task} waits {request.wait.length:.0f} s before its next attempt"
        held.append(Held(by=Guard.BACK_OFF, because=wait, left=left))
    for name, most in request.pace.caps_of(request.role):
        used = sum(name in (one.role, group(one.role)) for one in gate.permits)
        if used >= most:
            held.append(Held(by=Guard.ROLE, because=f"{used} of {most} slots of {name} are used"))
    if request.validates and (missing := unvalidated(gate, request, at)):
        held.append(missing)
    return tuple(held)


def _rank(held: Held) -> float:
    return math.inf if held.left is None else held.left


def _strictness(held: tuple[Held, ...]) -> float:
    return max((_rank(one) for one in held), default=-math.inf)
