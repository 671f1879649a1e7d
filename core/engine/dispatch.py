"""An order, and who carries it out: most change the gate, some are about one task."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from core.model.command import Verb
from core.model.gate import Halt, Halting
from core.model.pace import TOP
from core.spawn.halts import halted, lifted, waived

if TYPE_CHECKING:
    from core.model.command import Command
    from core.model.gate import Gate
    from core.model.moment import Moment


def ordered(gate: Gate, command: Command, at: Moment, most: int = TOP) -> Gate:
    """Give the gate as an order leaves it; `most` slots are safe."""
    match command.verb:
        case Verb.PAUSE:
            return _held(gate, Halting.OPERATOR, command, at, "no further agent starts")
        case Verb.DRAIN:
            return _held(gate, Halting.DRAIN, command, at, "the engine ends with the last agent")
        case Verb.RESUME:
            for kind in (Halting.OPERATOR, Halting.DRAIN):
                gate = lifted(gate, kind) if command.subject in ("", kind) else gate
            return gate
        case Verb.WAIVE:
            return waived(gate)
        case Verb.SLOTS:
            return replace(gate, slots=min(TOP, most, max(0, command.number)))
        case Verb.STOP | Verb.RETRY | Verb.GIVE_UP | Verb.TAKE_OVER:
            return gate
        case _:
            assert_never(command.verb)


def _held(gate: Gate, kind: Halting, command: Command, at: Moment, because: str) -> Gate:
    because = command.because or because
    return halted(gate, Halt(kind=kind, by=command.by, since=at.wall, because=because))
