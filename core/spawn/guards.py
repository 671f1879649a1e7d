"""The guards that stand before every start, whoever asks: the strictest of them decides."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.model.admission import Guard, Held
from core.model.pace import TOP, WAVE
from core.spawn.settle import unsettled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.admission import Host, Surroundings
    from core.model.gate import Gate, Halt
    from core.model.moment import Moment
    from core.model.pace import Pace

FAILED = "starts failed three times in a row"
MANY, SPELL = 3, 300.0
"""So many agents that failed within so many seconds hold all starts (S4-50)."""
MEMORY = 512 << 20
"""Bytes that must be free for one more agent; the client takes some 300 MB. Source: ours."""
LOAD = 8.0
"""Processes that want to run, per core, from which on no agent is added. Source: ours."""


def standing(gate: Gate, pace: Pace, around: Surroundings, at: Moment) -> tuple[Held, ...]:
    """Name every guard that holds all agents of one pace."""
    return (
        *(holding(halt, at) for halt in gate.halts if not halt.run),
        *_broken(gate, at),
        *_full(gate, pace),
        *_too_soon(gate, pace, around, at),
        *_unhealthy(gate, around, at),
    )


def allowed(gate: Gate, pace: Pace) -> int:
    """How many agents may live at a time: the operator's word, else the plan's (S3-28).

    Never more than were found to be safe.
    """
    return min(TOP, pace.most, pace.total if gate.slots is None else gate.slots)


def holding(halt: Halt, at: Moment) -> Held:
    """Say how long a hold still holds, and why."""
    left = None if halt.until is None else max(0.0, (halt.until - at.wall).total_seconds())
    left = left if halt.wait is None else halt.wait.left(at)
    return Held(by=Guard(halt.kind), because=halt.because, left=left)


def _broken(gate: Gate, at: Moment) -> Iterator[Held]:
    """The breaker's hold; then, agents one at a time until they end well (S3-18..23)."""
    breaker = gate.breaker
    if breaker.hold is not None:
        left = breaker.hold.left(at)
        why = "the machine does not answer" if breaker.is_silent else FAILED
        why = why if left else "the agents are being looked at"
        yield Held(by=Guard.BREAKER, because=why, left=left or None)
    elif breaker.steps is not None:
        live = sum(permit.number > breaker.mark for permit in gate.permits)
        if live >= breaker.steps:
            why = f"{live} of {breaker.steps} agents at a time, until they end well"
            yield Held(by=Guard.STEPS, because=why)


def _full(gate: Gate, pace: Pace) -> Iterator[Held]:
    used, most = len(gate.permits), allowed(gate, pace)
    if used >= most:
        yield Held(by=Guard.SLOTS, because=f"{used} of {most} slots are used")


def _too_soon(gate: Gate, pace: Pace, around: Surroundings, at: Moment) -> Iterator[Held]:
    """What keeps starts apart; an agent that ends early shortens none of it (S3-04)."""
    if gate.last is None:
        return
    passed = gate.last.passed(at)
    if passed < pace.spacing:
        why = f"{pace.spacing:.0f} s from start to start"
        yield Held(by=Guard.SPACING, because=why, left=pace.spacing - passed)
    unproven = [permit.task for permit in gate.permits if not permit.is_checked]
    if unproven:
        yield Held(by=Guard.CHECK, because=f"{unproven[0]} has not been seen running yet")
    if gate.wave < WAVE:
        return
    if passed < pace.cooldown:
        why = f"{pace.cooldown:.0f} s after every {WAVE} starts"
        yield Held(by=Guard.COOLDOWN, because=why, left=pace.cooldown - passed)
    if pace.settles:
        since_error = math.inf if gate.erred is None else gate.erred.passed(at)
        if more := unsettled(passed, since_error, around.means):
            yield Held(by=Guard.SETTLE, because=more[1], left=more[0])


def _unhealthy(gate: Gate, around: Surroundings, at: Moment) -> Iterator[Held]:
    recent = sorted(one.passed(at) for one in gate.failed if one.passed(at) < SPELL)
    if len(recent) >= MANY:
        why = f"{len(recent)} agents failed within five minutes"
        yield Held(by=Guard.FAILURES, because=why, left=SPELL - recent[MANY - 1])
    for blocker in around.blockers[:1]:
        yield Held(by=Guard.BLOCKER, because=f"a critical blocker is open: {blocker}")
    if around.host is not None and (short := _shortage(around.host)):
        yield Held(by=Guard.HOST, because=short)


def _shortage(host: Host) -> str:
    """Say what the machine lacks for one more agent; nothing if it has enough."""
    if host.memory_free < MEMORY:
        return f"only {host.memory_free >> 20} MB of memory are free"
    if host.load > LOAD:
        return f"{host.load:.1f} processes a core want to run"
    return ""
