"""What becomes of the gate when a permit is granted, its start is seen, and its agent has ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.model.gate import Breaker, Halting, Permit
from core.model.moment import mark, span
from core.model.pace import WAVE
from core.model.run import Standing
from core.spawn import breaker
from core.spawn.guards import MANY, allowed
from core.spawn.halts import halted
from core.spawn.settle import LIMIT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.model.admission import Request
    from core.model.gate import Gate, Halt
    from core.model.moment import Moment
    from core.model.pace import Pace
    from core.model.run import Verdict


START_WITHIN = 1.0
"""Seconds in which a permit can be begun with; so no pause is followed by a late start (P6)."""


def age(gate: Gate, attempt: str, at: Moment) -> float | None:
    """Give the seconds since a permit was granted; None where there is none."""
    permit = _permit(gate, attempt)
    return None if permit is None else permit.granted.passed(at)


def permitted(gate: Gate, request: Request, at: Moment) -> Gate:
    """Give the gate with one permit more; its wave goes on, or a new one begins."""
    is_new = gate.wave >= WAVE or gate.last is None or gate.last.passed(at) >= LIMIT
    permit = Permit(
        attempt=request.attempt,
        task=request.task,
        role=request.role,
        number=gate.granted + 1,
        granted=mark(at),
    )
    return replace(
        gate,
        permits=(*gate.permits, permit),
        granted=permit.number,
        last=permit.granted,
        wave=1 if is_new else gate.wave + 1,
        validations=tuple(one for one in gate.validations if one.attempt != request.attempt),
    )


def checked(gate: Gate, attempt: str, pace: Pace, at: Moment, *, is_running: bool) -> Gate:
    """Note that a start was seen to work, or that it was given up on, which is a failure."""
    permit = _permit(gate, attempt)
    if permit is None or permit.is_checked:
        return gate
    seen = replace(permit, is_checked=True)
    others = tuple(seen if one is permit else one for one in gate.permits)
    state = (
        breaker.started(gate.breaker, allowed(gate, pace))
        if is_running
        else breaker.failed(gate.breaker, gate.granted, at)
    )
    return replace(gate, permits=others, breaker=state)


def released(gate: Gate, attempt: str, verdict: Verdict, pace: Pace, at: Moment) -> Gate:
    """Take a permit back: only when nothing of its agent lives any more."""
    permit = _permit(gate, attempt)
    if permit is None:
        return gate
    if verdict.is_silent:
        gate = replace(gate, breaker=breaker.silent(gate.granted, at))
    elif verdict.standing is not Standing.REVOKED:
        has_run = verdict.standing is Standing.ENDED
        gate = checked(gate, attempt, pace, at, is_running=has_run)
    gate = replace(gate, permits=tuple(one for one in gate.permits if one.attempt != attempt))
    if verdict.halt is not None:
        canary = replace(gate.breaker, steps=1, mark=gate.granted, awaits_answer=True)
        return replace(halted(gate, _waiting(verdict.halt, at)), erred=mark(at), breaker=canary)
    if verdict.standing is Standing.ENDED and verdict.code == 0:
        most = allowed(gate, pace)
        return replace(gate, breaker=breaker.ended_well(gate.breaker, permit.number, most))
    if verdict.standing in (Standing.ENDED, Standing.LOST):
        return replace(gate, failed=(*gate.failed[1 - MANY :], mark(at)))
    return gate


def answered(gate: Gate, tokens: Mapping[str, int]) -> Gate:
    """After an event of the account the API answers one that came later: the canary lives.

    `tokens` says how many each attempt has used.
    """
    state = gate.breaker
    later = (one.attempt for one in gate.permits if one.number > state.mark)
    is_over = state.awaits_answer and state.hold is None and any(map(tokens.get, later))
    return replace(gate, breaker=Breaker()) if is_over else gate


def _waiting(halt: Halt, at: Moment) -> Halt:
    """Let a hold that ends by itself do so by a clock that nobody can set (D21)."""
    if halt.until is None or halt.kind is not Halting.OUTAGE:
        return halt
    return replace(halt, wait=span(at, (halt.until - halt.since).total_seconds()))


def _permit(gate: Gate, attempt: str) -> Permit | None:
    return next((one for one in gate.permits if one.attempt == attempt), None)
