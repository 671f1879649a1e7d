"""Shall one task be stopped? Where work is unsaved its name has to be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.widgets import Input

from tui.keys import STOP
from tui.present.orders.stopping import question
from tui.present.spans import Line, Span, Tone
from tui.room import Dialog
from tui.widgets.lines import Lines
from tui.widgets.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType


class Question(Lines):
    """What a stop ends, and the keys that answer."""

    def __init__(self, task: str, branch: str, unsaved: int | None) -> None:
        super().__init__()
        self._asked = question(task, branch, unsaved)
        self._is_typed = unsaved != 0

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the question, then the answers: the one that stops nothing comes first."""
        del width, height
        if self._is_typed:
            answers = [("Esc", "go back", "screen.answer(False)"), ("⏎", "with its name: stop", "")]
        else:
            answers = [
                ("n", "go back", "screen.answer(False)"),
                ("y", "stop it", "screen.answer(True)"),
            ]
        spans = [
            span
            for key, words, action in answers
            for span in (
                Span(f" {key} ", Tone.BUTTON, None, action),
                Span(f" {words}   ", Tone.MUTED, None, action),
            )
        ]
        return (*self._asked, Line(tuple(spans)))


class StopDialog(Dialog[bool]):
    """It answers True when the task is to be stopped."""

    BINDINGS: ClassVar[list[BindingType]] = [*STOP]

    def __init__(self, task: str, branch: str, unsaved: int | None) -> None:
        super().__init__()
        self._wanted = task
        self._asked = (task, branch, unsaved)
        self._is_typed = unsaved != 0

    def compose(self) -> ComposeResult:
        """Arrange the question."""
        with Vertical():
            yield Rule("stop").data_bind(StopDialog.manner)
            yield Question(*self._asked).data_bind(StopDialog.manner)
            if self._is_typed:
                yield Input(placeholder="its name", compact=True)

    @on(Input.Submitted)
    def read(self, event: Input.Submitted) -> None:
        """Stop it only if the name is right."""
        event.stop()
        if event.value.strip() == self._wanted:
            self.dismiss(True)  # noqa: FBT003, the answer
        else:
            self.notify(f"That is not its name: {self._wanted}.", timeout=3)

    def action_answer(self, is_yes: bool) -> None:  # noqa: FBT001, from a key's action
        """Answer; where the name has to be typed no key says yes."""
        self.dismiss(is_yes and not self._is_typed)
