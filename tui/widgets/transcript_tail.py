"""The end of one transcript, live; it follows until a person scrolls up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message
from textual.reactive import var

from tui.present.notices import steps
from tui.present.spans import Line, Span, Tone
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from core.model.signs import Step


class TranscriptTail(Lines):
    """What an agent did last, newest at the bottom."""

    key: var[str] = var("")
    back: var[int] = var(0)
    """How many steps above the end the view stands; 0 follows."""

    class Moved(Message):
        """The view stands elsewhere."""

    def watch_key(self) -> None:
        """Show another agent's transcript."""
        self.back = 0
        self.renew()

    def watch_back(self) -> None:
        """Show another part."""
        self.renew()
        self.post_message(self.Moved())

    @property
    def tail(self) -> Sequence[Step]:
        """The steps: those that are followed live, or those the agent's row knows."""
        if self.frame.tail_of == self.key and self.frame.tail:
            return self.frame.tail
        agent = next((agent for agent in self.frame.agents if agent.key == self.key), None)
        return agent.steps if agent else ()

    def scroll_steps(self, lines: int) -> None:
        """Go down or up."""
        most = max(len(self.tail) - self.content_size.height, 0)
        self.back = min(max(self.back - lines, 0), most)

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the steps that fit, so that the newest stands lowest."""
        del width
        tail = self.tail
        if not tail:
            return (Line((Span("It has not written anything yet.", Tone.FAINT),)),)
        end = len(tail) - min(self.back, max(len(tail) - height, 0))
        return steps(tail[max(end - height, 0) : end], self.manner, seconds=True)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go down."""
        event.stop()
        self.scroll_steps(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go up."""
        event.stop()
        self.scroll_steps(-3)
