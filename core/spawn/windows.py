"""Quota windows: nobody starts from 80 % on, by the latest word on each of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.model.gate import Halt, Halting
from core.spawn.halts import halted, lifted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.model.gate import Gate
    from core.model.moment import Moment
    from core.model.quota import Reading
    from core.model.runner import Runner

FULL = 0.80
"""Part of a window from which on nobody starts (S1-11)."""
LAG = timedelta(minutes=1)
"""An answer to a request is heard so long after its words were true. Source: ours."""
CALM = 0.75
"""Part of a window below which starts go on; so a hold does not flap."""


def accounted(gate: Gate, account: Runner | None) -> Gate:
    """Forget what was said of another account: a rehearsal's quota holds no real agent."""
    if account in (gate.account, None):
        return gate
    if gate.account is None:
        return replace(gate, account=account)
    stays = lifted(lifted(gate, Halting.QUOTA), Halting.OUTAGE)
    return replace(stays, account=account, readings=(), waived=())


def measured(gate: Gate, readings: Iterable[Reading], at: Moment, *, resumes: bool) -> Gate:
    """Hold at 80 % of any window; go on below 75 %, or after its reset if the plan says so."""
    known = _latest((*gate.readings, *readings))
    stays = tuple(
        one
        for one in gate.halts
        if one.kind is not Halting.QUOTA
        or _holds_on(one, known.get(one.window), at, resumes=resumes)
    )
    gate = replace(gate, halts=stays, readings=tuple(known.values()))
    for reading in known.values():
        halt = _halt(reading, at, resumes=resumes)
        if halt is not None and halt.between_resets not in gate.waived:
            gate = halted(gate, halt)
    return gate


def _latest(readings: Iterable[Reading]) -> dict[str, Reading]:
    """Give the last word on each window; of two that were heard together, the worse."""
    known: dict[str, Reading] = {}
    for reading in readings:
        before = known.get(reading.window)
        if before is None or _outweighs(reading, before):
            known[reading.window] = reading
    return dict(sorted(known.items()))


def _outweighs(one: Reading, other: Reading) -> bool:
    """Whether one word is later, or so little earlier that it is worse news.

    A request that was let in before the window filled is answered after it, with the old fraction.
    """
    ahead = one.observed_at - other.observed_at
    is_same = one.resets_at == other.resets_at and abs(ahead) < LAG
    return _share(one) > _share(other) if is_same else ahead > timedelta()


def _share(reading: Reading) -> float:
    return -1.0 if reading.fraction is None else reading.fraction


def _holds_on(halt: Halt, reading: Reading | None, at: Moment, *, resumes: bool) -> bool:
    """A hold ends when less is used after all; at its reset only if the plan resumes there."""
    if halt.resets_at is not None and halt.resets_at <= at.wall:
        return not resumes
    return reading is None or reading.fraction is None or reading.fraction >= CALM


def _halt(reading: Reading, at: Moment, *, resumes: bool) -> Halt | None:
    if reading.fraction is None or reading.fraction < FULL:
        return None
    if reading.resets_at is not None and reading.resets_at <= at.wall:
        return None
    return Halt(
        kind=Halting.QUOTA,
        by=reading.source,
        since=at.wall,
        because=f"{reading.fraction:.0%} of {reading.window} is used; starts stop at {FULL:.0%}",
        until=reading.resets_at if resumes else None,
        window=reading.window,
        resets_at=reading.resets_at,
    )
