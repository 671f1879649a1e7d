"""The pre-flight, before the first token is spent: the number, its inputs, and three ways on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll

from tui.keys import PREFLIGHT
from tui.present.preflight.page import sections
from tui.present.spans import Line, Span, Tone
from tui.room import Room
from tui.widgets.blank import TooSmall
from tui.widgets.key_line import KeyLine
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from core.model.preflight import Preflight


class Calculation(Lines):
    """All parts of the page, one below the other."""

    def __init__(self, found: Preflight) -> None:
        super().__init__()
        self._found = found

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the parts, each below its title."""
        del height
        return list(self._lines(width))

    def _lines(self, width: int) -> Iterator[Line]:
        for number, (title, lines) in enumerate(sections(self._found)):
            if number:
                yield Line()
            rule = "─" * max(0, width - len(title) - 1)
            yield Line((Span(title, Tone.HEADING), Span(f" {rule}", Tone.RULE)))
            yield from lines


class PreflightRoom(Room[None]):
    """What a start rests on; `decide` hears `start` or `fewer`, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [*PREFLIGHT]

    def __init__(self, found: Preflight, decide: Callable[[str], None]) -> None:
        super().__init__()
        self._found, self._decide = found, decide
        self._is_asked = False

    def compose(self) -> ComposeResult:
        """Arrange the page: all of it scrolls, the keys stay."""
        with VerticalScroll():
            yield Calculation(self._found).data_bind(PreflightRoom.manner)
        yield KeyLine().data_bind(PreflightRoom.manner)
        yield TooSmall().data_bind(PreflightRoom.manner)

    def action_start(self) -> None:
        """Start all; what is a risk is asked a second time."""
        if self._found.needs_consent and not self._is_asked:
            self._is_asked = True
            self.notify(self._risk(), severity="warning", timeout=10)
            return
        self._leave("start")

    def action_fewer(self) -> None:
        """Start what is safe, or say why that is no other number."""
        safe, wanted = self._found.safe_count, self._found.fanout.wanted
        if safe is None:
            self.notify("How many are safe is unknown: the warnings say what would tell.")
        elif not safe:
            self.notify("None is safe with what is left of the quota: wait for its reset.")
        elif safe >= wanted:
            self.notify(f"All {wanted} are safe: Enter starts them.")
        else:
            self._leave("fewer")

    def action_leave(self) -> None:
        """Start nothing."""
        self._leave("")

    def action_turn(self, lines: int) -> None:
        """Go up or down on the page."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def _risk(self) -> str:
        safe, wanted = self._found.safe_count, self._found.fanout.wanted
        if safe is None:
            known = "how many are safe is unknown"
        else:
            known = f"{safe} {'is' if safe == 1 else 'are'} safe"
        fewer = f", f starts {safe}" if safe else ""
        return f"{wanted} wanted, {known}: Enter again takes the risk{fewer}, Esc leaves."

    def _leave(self, answer: str) -> None:
        self._decide(answer)
        self.app.exit()
