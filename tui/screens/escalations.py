"""Everything that waits for a person: the queue on top, and all that is known of one below."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters

from core.model.orders import TakeOver
from tui.keys import HOUSE, PLAYER, QUEUE, RUNS
from tui.present.numbers import count
from tui.present.spans import Span, Tone
from tui.room import Room
from tui.widgets.blank import TooSmall
from tui.widgets.escalation_list import EscalationList
from tui.widgets.key_line import KeyLine
from tui.widgets.masthead import Masthead
from tui.widgets.rule import Rule

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from core.model.frame import Frame


class EscalationsRoom(Room[None]):
    """Questions first, then tasks that nothing more comes of by itself."""

    BINDINGS: ClassVar[list[BindingType]] = [*QUEUE, *RUNS, *PLAYER, *HOUSE]
    AUTO_FOCUS = ""

    rows = getters.query_one(EscalationList)

    def compose(self) -> ComposeResult:
        """Arrange the page."""
        fed, told = EscalationsRoom.calm, EscalationsRoom.manner
        yield Masthead().data_bind(told, EscalationsRoom.frozen, frame=fed)
        yield Rule("needs you").data_bind(told)
        yield EscalationList().data_bind(told, frame=fed)
        yield KeyLine().data_bind(told)
        yield TooSmall().data_bind(told)

    def on_mount(self) -> None:
        """Count who waits in the rule."""
        self.watch(self, "calm", self._say)

    @property
    def subject(self) -> str:
        """The task under the cursor."""
        return self.rows.chosen

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.dismiss()

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        self.rows.move(rows)

    def action_choose(self, key: str) -> None:
        """Put the cursor on a task."""
        self.rows.chosen = key

    def action_take_over(self) -> None:
        """Let a person go on with the task under the cursor, in its worktree."""
        found = next((one for one in self.rows.queue if one.task.key == self.subject), None)
        if found is None:
            self.notify("Nobody waits here.")
        elif found.asks:
            self.notify(f"{found.task.id} is at work: x stops it first. There is one writer.")
        else:
            self.post_message(self.Ordered(TakeOver(found.task.key)))

    def _say(self, frame: Frame) -> None:
        del frame
        waiting = len(self.rows.queue)
        words = f"  {count(waiting, 'task')}" if waiting else ""
        rule = self.query_one(Rule)
        rule.heading = (Span("needs you", Tone.HEADING), Span(words, Tone.MUTED))
