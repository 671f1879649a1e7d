"""Everything that was decided, live, and of which kind one wants to see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on

from tui.keys import HOUSE, JOURNAL, PLAYER, RUNS
from tui.present.runs.diary import kinds, kinds_line
from tui.present.spans import Span, Tone
from tui.room import Room
from tui.widgets.blank import TooSmall
from tui.widgets.journal_tail import JournalTail
from tui.widgets.key_line import KeyLine
from tui.widgets.masthead import Masthead
from tui.widgets.rule import Rule

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

_NOTE = 34
"""Cells beside the kinds."""


class JournalRoom(Room[None]):
    """The journal and its kinds."""

    BINDINGS: ClassVar[list[BindingType]] = [*JOURNAL, *RUNS, *PLAYER, *HOUSE]
    AUTO_FOCUS = ""

    tail = getters.query_one(JournalTail)

    def compose(self) -> ComposeResult:
        """Arrange the page."""
        yield Masthead().data_bind(JournalRoom.manner, JournalRoom.frozen, frame=JournalRoom.calm)
        yield Rule("journal").data_bind(JournalRoom.manner)
        yield JournalTail().data_bind(JournalRoom.manner, frame=JournalRoom.calm)
        yield KeyLine().data_bind(JournalRoom.manner)
        yield TooSmall().data_bind(JournalRoom.manner)

    def on_mount(self) -> None:
        """Count the kinds in the rule above them."""
        self.watch(self, "calm", self.note_place)

    @on(JournalTail.Moved)
    def note_place(self) -> None:
        """Say which kinds there are, and whether the end is followed."""
        entries, tail = self.calm.ground.journal, self.tail
        rule = self.query_one(Rule)
        rule.heading = kinds_line(entries, tail.kind, self.size.width - _NOTE)
        words = f"{tail.back} below, G follows" if tail.back else "following"
        rule.note = (Span(words, Tone.QUIET if tail.back else Tone.FAINT, None, "screen.follow"),)

    def action_back(self) -> None:
        """Show all kinds again, else go back to where one came from."""
        if self.tail.kind:
            self.tail.kind = ""
        else:
            self.dismiss()

    def action_scroll_tail(self, entries: int) -> None:
        """Go down or up."""
        self.tail.scroll_entries(entries)

    def action_follow(self) -> None:
        """Go to the end and stay there."""
        self.tail.back = 0

    def action_first(self) -> None:
        """Go to the oldest line."""
        self.tail.scroll_entries(-len(self.tail.entries))

    def action_kind(self, step: int) -> None:
        """Show the next kind."""
        known = [kind for kind, _ in kinds(self.calm.ground.journal)]
        here = known.index(self.tail.kind) if self.tail.kind in known else 0
        self.tail.kind = known[(here + step) % len(known)]

    def action_only(self, kind: str) -> None:
        """Show one kind."""
        self.tail.kind = kind
