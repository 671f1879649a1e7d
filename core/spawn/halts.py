"""Holds that stand until they are lifted: who adds them, who takes them away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.model.gate import Halt, Halting

if TYPE_CHECKING:
    from core.model.gate import Gate
    from core.model.moment import Moment


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
