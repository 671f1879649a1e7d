"""The end of the journal, live; it follows until a person scrolls up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message
from textual.reactive import var

from tui.present.runs.diary import empty_journal, entry_line, older
from tui.present.runs.spawn import trouble
from tui.widgets.lines import Lines
from tui.widgets.paint import flowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from core.model.ground import Entry
    from tui.present.spans import Line


class JournalTail(Lines):
    """What was decided last, newest at the bottom."""

    kind: var[str] = var("")
    """The kind that is shown; empty: all."""
    back: var[int] = var(0)
    """How many entries above the end the view stands; 0 follows."""

    class Moved(Message):
        """The view stands elsewhere, or shows another kind."""

    def watch_kind(self) -> None:
        """Show another kind."""
        self.back = 0
        self.renew()
        self.post_message(self.Moved())

    def watch_back(self) -> None:
        """Show another part."""
        self.renew()
        self.post_message(self.Moved())

    @property
    def entries(self) -> Sequence[Entry]:
        """The entries of the kind that is shown."""
        entries = self.frame.ground.journal
        return [one for one in entries if one.kind == self.kind] if self.kind else entries

    def scroll_entries(self, number: int) -> None:
        """Go down or up."""
        self.back = min(max(self.back - number, 0), max(len(self.entries) - 1, 0))

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the entries that fit, so that the newest stands lowest."""
        entries = self.entries
        if not entries:
            return trouble(self.frame) or empty_journal(self.kind)
        shown: list[Line] = []
        for entry in reversed(entries[: len(entries) - min(self.back, len(entries) - 1)]):
            shown[:0] = flowed([entry_line(entry, self.manner, width)], width)
            if len(shown) >= height:
                break
        else:
            shown[:0] = older(self.frame.ground.journal)
        return shown[-max(height, 1) :]

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go down."""
        event.stop()
        self.scroll_entries(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go up."""
        event.stop()
        self.scroll_entries(-3)
