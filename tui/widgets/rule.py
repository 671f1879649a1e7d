"""A title with a thin line to its right: the only border there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import var

from tui.present.spans import Line, Span, Tone
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence


class Rule(Lines):
    """What stands below it, said in a few words, and a note at its end."""

    heading: var[tuple[Span, ...]] = var(())
    note: var[tuple[Span, ...]] = var(())

    def __init__(self, title: str = "", *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        if title:
            self.set_reactive(Rule.heading, (Span(title, Tone.HEADING),))

    def watch_heading(self) -> None:
        """Say something else."""
        self.renew()

    def watch_note(self) -> None:
        """Note something else."""
        self.renew()

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the line."""
        del height
        noted = sum(len(span.text) for span in self.note)
        said = sum(len(span.text) for span in self.heading)
        line = "─" * max(width - said - noted - 1 - 2 * bool(noted), 0)
        lead = (*self.heading, Span(f" {line}", Tone.RULE))
        return (Line(lead, self.note),)
