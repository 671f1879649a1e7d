"""Holds that stand until they are lifted: the operator's, and that of a quota window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.model.gate import Halt, Halting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from core.model.gate import Gate
    from core.model.moment import Moment
    from core.model.quota import Reading

FULL = 0.80
"""Part of a window from which on nobody starts (S1-11)."""
CALM = 0.75
"""Part of a window below which starts go on; so a hold does not flap."""


def halted(gate: Gate, halt: Halt) -> Gate:
    """Add a hold; one of the same kind and window that stands already keeps its beginning."""
    if any((one.kind, one.window) == (halt.kind, halt.window) for one in gate.halts):
        return gate
    return replace(gate, halts=(*gate.halts, halt))


def lifted(gate: Gate, kind: Halting) -> Gate:
    """Take away the holds of one kind, and of no other."""
    return replace(gate, halts=tuple(one for one in gate.halts if one.kind is not kind))


def waived(gate: Gate) -> Gate:
    """Lift what the account holds, early, as a person asked: until the windows' next reset."""
    mine = tuple(one.between_resets for one in gate.halts if one.kind is Halting.QUOTA)
    gate = lifted(lifted(gate, Halting.QUOTA), Halting.OUTAGE)
    return replace(gate, waived=(*gate.waived, *mine))


def waited_out(gate: Gate, at: Moment) -> Gate:
    """Lift the holds whose time is over."""
    stays = tuple(one for one in gate.halts if one.wait is None or one.wait.left(at) > 0)
    return gate if stays == gate.halts else replace(gate, halts=stays)


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
    """Give the last word on each window; of two that were heard at once, the worse."""
    known: dict[str, Reading] = {}
    for reading in readings:
        before = known.get(reading.window)
        if before is None or _weight(reading) > _weight(before):
            known[reading.window] = reading
    return dict(sorted(known.items()))


def _weight(reading: Reading) -> tuple[datetime, float]:
    return reading.observed_at, -1.0 if reading.fraction is None else reading.fraction


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
