"""Runs the flow of one attempt as the carrier's work: every answer is written down as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from core.engine import workflows
from core.model.effects import Finish, On
from core.model.run import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model.effects import Effect


class Performs(Protocol):
    """Whoever performs effects."""

    def perform(self, effect: Effect) -> Any:  # noqa: ANN401, an effect's answer
        """Do one thing, and give its answer."""


def carry(key: str, step: Callable[[str, Callable[[], Any]], Any], performer: Performs) -> None:
    """See one attempt through; what was answered before a crash is not asked again."""
    flow, answer = workflows.attempt(key), None
    while True:
        try:
            effect = flow.send(answer)
        except StopIteration:
            return
        written = step(_name(effect), _performing(performer, effect))
        answer = msgspec.convert(written, Verdict | None, strict=False)


def _performing(performer: Performs, effect: Effect) -> Callable[[], object]:
    return lambda: msgspec.to_builtins(performer.perform(effect))


def _name(effect: Effect) -> str:
    match effect:
        case On(do=do):
            return str(do)
        case Finish():
            return "finish"
        case _:
            raise AssertionError(effect)
