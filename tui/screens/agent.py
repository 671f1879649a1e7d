"""One agent: why it is judged so, its facts, its events, and what it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import getters, on, work
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.reactive import var
from textual.widget import Widget

from core.model.diagnosis import needs_a_look
from core.model.orders import Hide, Show
from tui.dialogs.copy import offer_copy
from tui.keys import AGENT, BECAUSE, HOUSE, LATER, PLAYER, RUNS
from tui.present.spans import Span, Tone
from tui.present.view.order import ranks
from tui.present.view.wishes import Ordering
from tui.room import Room
from tui.widgets.blank import TooSmall
from tui.widgets.key_line import KeyLine
from tui.widgets.masthead import Masthead
from tui.widgets.notices import Notices
from tui.widgets.rule import Rule
from tui.widgets.selected import AgentTitle, Facts, Why
from tui.widgets.transcript_tail import TranscriptTail

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

AnyWidget = TypeVar("AnyWidget", bound=Widget)


class AgentRoom(Room[None]):
    """Everything about one agent."""

    BINDINGS: ClassVar[list[BindingType]] = [*AGENT, *RUNS, *PLAYER, *LATER, *HOUSE]
    AUTO_FOCUS = ""

    key: var[str] = var("")
    tail = getters.query_one(TranscriptTail)

    def __init__(self, key: str) -> None:
        super().__init__()
        self.set_reactive(AgentRoom.key, key)

    @property
    def pointed(self) -> str:
        """The agent whose room it is."""
        return self.key

    def compose(self) -> ComposeResult:
        """Arrange the page: who and why on top, facts beside the transcript."""
        yield Masthead().data_bind(AgentRoom.manner, AgentRoom.frozen, frame=AgentRoom.calm)
        yield self._about(AgentTitle())
        yield self._about(Why())
        with Horizontal():
            with VerticalScroll(classes="known"):
                yield self._told(Rule("facts"))
                yield self._about(Facts())
                yield self._told(Rule("events", classes="later"))
                yield self._fed(Notices()).data_bind(about=AgentRoom.key)
            with Vertical(classes="live"):
                yield self._told(Rule("transcript", classes="tail-rule"))
                yield self._about(TranscriptTail())
        yield self._told(KeyLine())
        yield self._told(TooSmall())

    def on_mount(self) -> None:
        """Ask for the transcript's end."""
        self.post_message(self.Ordered(Show(self.key)))

    def on_unmount(self) -> None:
        """Need it no longer."""
        self.app.post_message(self.Ordered(Hide(self.key)))

    @on(TranscriptTail.Moved)
    def note_place(self) -> None:
        """Say whether the end is followed."""
        back = self.tail.back
        words = f"{back} below, G follows" if back else "following"
        note = Span(words, Tone.QUIET if back else Tone.FAINT, None, "screen.follow_tail")
        self.query_one(".tail-rule", Rule).note = (note,)

    def action_back(self) -> None:
        """Go back to all agents."""
        self.dismiss()

    def action_problem(self, step: int) -> None:
        """Go to the next agent that needs a look."""
        places = ranks(self.frame.agents, Ordering())
        keys = sorted(places, key=places.__getitem__)
        problems = {a.key for a in self.frame.agents if needs_a_look(a.diagnosis)} - {self.key}
        here = keys.index(self.key) if self.key in keys else 0
        for distance in range(1, len(keys) + 1):
            key = keys[(here + step * distance) % len(keys)]
            if key in problems:
                self.post_message(self.Ordered(Hide(self.key)))
                self.key = key
                self.post_message(self.Ordered(Show(key)))
                return
        self.notify("No other agent needs a look.", timeout=3)

    def action_scroll_tail(self, lines: int) -> None:
        """Go up or down in the transcript."""
        self.tail.scroll_steps(lines)

    def action_follow_tail(self) -> None:
        """Stay at the end."""
        self.tail.back = 0

    def action_later(self, what: str) -> None:
        """Say why a key is of no use yet."""
        self.notify(BECAUSE[what], timeout=5)

    @work(exclusive=True, group="orders")
    async def action_copy(self) -> None:
        """Ask what of the agent to copy."""
        agent = next((a for a in self.frame.agents if a.key == self.key), None)
        if agent:
            await offer_copy(self, agent)

    def _told(self, widget: AnyWidget) -> AnyWidget:
        return widget.data_bind(AgentRoom.manner)

    def _fed(self, widget: AnyWidget) -> AnyWidget:
        return widget.data_bind(AgentRoom.manner, frame=AgentRoom.calm)

    def _about(self, widget: AnyWidget) -> AnyWidget:
        return widget.data_bind(AgentRoom.manner, AgentRoom.key, frame=AgentRoom.calm)
