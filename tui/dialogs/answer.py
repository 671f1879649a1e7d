"""What is an agent to be told? Its question stands above, where it has one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.widgets import Input

from tui.keys import ANSWER
from tui.present.runs.stopping import invitation
from tui.room import Dialog
from tui.widgets.lines import Lines
from tui.widgets.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.present.spans import Line


class Invitation(Lines):
    """Whom it is for, and what is asked."""

    def __init__(self, task: str, question: str) -> None:
        super().__init__()
        self._asked = invitation(task, question)

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the question, then the keys."""
        del width, height
        return self._asked


class AnswerDialog(Dialog[str]):
    """It answers with the words; with none, nothing is sent."""

    BINDINGS: ClassVar[list[BindingType]] = [*ANSWER]

    def __init__(self, task: str, question: str) -> None:
        super().__init__()
        self._asked = (task, question)

    def compose(self) -> ComposeResult:
        """Arrange question and answer."""
        with Vertical():
            yield Rule("answer" if self._asked[1] else "tell").data_bind(AnswerDialog.manner)
            yield Invitation(*self._asked).data_bind(AnswerDialog.manner)
            yield Input(placeholder="your words", compact=True)

    @on(Input.Submitted)
    def read(self, event: Input.Submitted) -> None:
        """Give the words on; none are no answer."""
        event.stop()
        if event.value.strip():
            self.dismiss(event.value.strip())

    def action_leave(self) -> None:
        """Say nothing."""
        self.dismiss("")
