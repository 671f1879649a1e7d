"""What a run brought home, as a page to read: part below part, from the top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import var

from core.model.results import NO_RESULTS, Results
from tui.present.runs.results import sections
from tui.present.runs.spawn import nothing_run, trouble
from tui.present.spans import Line, Span, Tone
from tui.widgets.lines import Lines
from tui.widgets.paint import flowed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual import events


class ResultPage(Lines):
    """The results of the run that is wanted, as soon as they are there."""

    results: var[Results] = var(NO_RESULTS)
    wanted: var[str] = var("")
    """The run that is to be shown; empty: there is none."""
    top: var[int] = var(0)
    """How many lines above the first are out of sight."""

    def watch_results(self) -> None:
        """Show what has come."""
        self.renew()

    def watch_wanted(self) -> None:
        """Begin another run at its top."""
        self.top = 0
        self.renew()

    def watch_top(self) -> None:
        """Show another part."""
        self.renew()

    def turn(self, lines: int) -> None:
        """Go down or up, not beyond the end."""
        width, height = self.content_size
        last = max(len(self._page(width)) - height, 0)
        self.top = min(max(self.top + lines, 0), last)

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the part of the page that is in sight."""
        if not self.wanted:
            return nothing_run(self.frame)
        if self.results.run != self.wanted:
            waits = Line((Span("Reading what the agents have handed in…", Tone.STRONG),))
            return trouble(self.frame) or (waits,)
        page = self._page(width)
        first = min(self.top, max(len(page) - height, 0))
        return page[first : first + max(height, 1)]

    def _page(self, width: int) -> list[Line]:
        return flowed(list(self._lines(width)), max(width, 1))

    def _lines(self, width: int) -> Iterator[Line]:
        for number, (title, lines) in enumerate(sections(self.results)):
            if number:
                rule = "─" * max(0, width - len(title) - 1)
                yield Line()
                yield Line((Span(title, Tone.HEADING), Span(f" {rule}", Tone.RULE)))
            yield from lines

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go down."""
        event.stop()
        self.turn(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go up."""
        event.stop()
        self.turn(-3)
