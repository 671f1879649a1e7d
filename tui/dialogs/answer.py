"""What is an agent to be told? Its question stands above, where it has one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.widgets import Input

from tui.keys import ANSWER
from tui.present.orders.stopping import invitation
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

    def __init__(self, task: str, question: str, *, again: bool) -> None:
        super().__init__()
        self._asked = invitation(task, question, again=again)

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the question, then the keys."""
        del width, height
        return self._asked


class AnswerDialog(Dialog[str]):
    """It answers with the words; an agent is told none, a task is tried again without any, too."""

    BINDINGS: ClassVar[list[BindingType]] = [*ANSWER]

    def __init__(self, task: str, question: str, *, again: bool = False) -> None:
        super().__init__()
        self._asked, self._again = (task, question), again

    def compose(self) -> ComposeResult:
        """Arrange question and answer."""
        with Vertical():
            title = "try again" if self._again else "answer" if self._asked[1] else "tell"
            yield Rule(title).data_bind(AnswerDialog.manner)
            yield Invitation(*self._asked, again=self._again).data_bind(AnswerDialog.manner)
            yield Input(placeholder="your words", compact=True)

    @on(Input.Submitted)
    def read(self, event: Input.Submitted) -> None:
        """Give the words on; none are no answer."""
        event.stop()
        if event.value.strip() or self._again:
            self.dismiss(event.value.strip())

    def action_leave(self) -> None:
        """Say nothing."""
        self.dismiss(None)
