"""The line in which a filter is typed; the grid follows every letter."""

from __future__ import annotations

from textual import on
from textual.message import Message
from textual.widgets import Input

from tui.present.view.filters import FIELDS, Filter, parse


class FilterBox(Input):
    """Words, !words, field:words; Enter keeps the filter, Esc clears it."""

    class Typed(Message):
        """The filter is another one."""

        def __init__(self, filter: Filter) -> None:  # noqa: A002 - the house's word
            super().__init__()
            self.filter = filter

    class Closed(Message):
        """The person has done typing."""

    def __init__(self) -> None:
        fields = " ".join(f"{field}:" for field in FIELDS)
        super().__init__(placeholder=f"words  !word  {fields}", compact=True, select_on_focus=False)
        self.display = False

    def open(self, text: str) -> None:
        """Let a person type."""
        self.display = True
        self.value = text
        self.cursor_position = len(text)
        self.focus()

    def put(self, text: str) -> None:
        """Set the filter without typing."""
        self.display = False
        self.value = text
        self.post_message(self.Typed(parse(text)))

    @on(Input.Changed)
    def tell(self, event: Input.Changed) -> None:
        """Tell what the words mean."""
        event.stop()
        if self.display:
            self.post_message(self.Typed(parse(event.value)))

    @on(Input.Submitted)
    def keep(self, event: Input.Submitted) -> None:
        """Keep the filter and leave."""
        event.stop()
        self.display = False
        self.post_message(self.Closed())
