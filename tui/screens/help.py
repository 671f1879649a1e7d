"""The keys of the house, the glyphs, and the filter language; made from the page of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll

from core.model.diagnosis import State
from tui.keys import HELP, ROOMS
from tui.present.agents import WORDS
from tui.present.spans import Line, Span, Tone, tone_of
from tui.present.view.filters import FIELDS
from tui.room import Room
from tui.widgets.blank import TooSmall
from tui.widgets.key_line import KeyLine
from tui.widgets.lines import Lines
from tui.widgets.masthead import Masthead

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import Binding, BindingType

_COLUMN = 57
_KEYS = 13

MEANINGS = {
    State.QUOTA: "a usage limit, or billing, stopped it",
    State.FAILED: "it ended badly, or its process is gone",
    State.NEEDS_YOU: "it waits for a person",
    State.STALLED: "silent for longer than its limit",
    State.RETRYING: "the same request again and again",
    State.UNPROVEN: "done, but something claimed is missing",
    State.UNKNOWN: "evidence is missing or contradictory",
    State.QUIET: "silent for over two minutes",
    State.WORKING: "wrote within the last two minutes",
    State.STARTING: "announced, nothing written yet",
    State.QUEUED: "waits for its turn",
    State.DONE: "ended well",
}
UNSAVED = "at work, and has written no checkpoint yet"


class Page(Lines):
    """All sections, in as many columns as fit."""

    def __init__(self, keymap: Mapping[str, str]) -> None:
        super().__init__()
        self._keymap = keymap

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the sections side by side."""
        del height
        number = max(width // _COLUMN, 1)
        columns: list[list[Line]] = [[] for _ in range(number)]
        for section in self._sections():
            shortest = min(columns, key=len)
            shortest += [*section, Line()]
        rows = max(map(len, columns))
        return [_beside([column[row : row + 1] for column in columns]) for row in range(rows)]

    def _sections(self) -> Iterator[list[Line]]:
        for title, page in ROOMS:
            yield [_title(title), *(self._key(binding) for binding in page)]
        yield [
            _title("States, worst first"),
            *(
                _entry(f"{self.manner.glyphs.states[state]} {WORDS[state]}", words, tone_of(state))
                for state, words in MEANINGS.items()
            ),
            _entry(f"{self.manner.glyphs.unsaved} unsaved", UNSAVED, Tone.MUTED),
        ]
        yield [
            _title("Filter"),
            _entry("word", "name, branch, action or reason has it"),
            _entry("!word", "has it not; works before every term"),
            _entry("state:stalled", "one thing only; the things are"),
            _entry("", " ".join(tuple(FIELDS)[:5])),
            _entry("", " ".join(tuple(FIELDS)[5:])),
        ]

    def _key(self, binding: Binding) -> Line:
        """Give a key as it is bound now: by the person, else by the page."""
        bound = self._keymap.get(binding.id or "") or self.app.get_key_display(binding)
        return _entry(bound, binding.tooltip)


def _title(words: str) -> Line:
    return Line((Span(words, Tone.HEADING),))


def _entry(keys: str, words: str, tone: Tone = Tone.KEY) -> Line:
    return Line((Span(f"{keys:<{_KEYS}} ", tone), Span(words, Tone.PLAIN)))


def _beside(cells: Sequence[Sequence[Line]]) -> Line:
    spans: list[Span] = []
    for cell in cells:
        line = cell[0] if cell else Line()
        room = _COLUMN - 2
        for span in line.left:
            spans.append(span._replace(text=span.text[:room]))
            room -= len(spans[-1].text)
        spans.append(Span(" " * (room + 2)))
    return Line(tuple(spans[:-1]))


class HelpRoom(Room[None]):
    """What every key does."""

    BINDINGS: ClassVar[list[BindingType]] = [*HELP]

    def __init__(self, keymap: Mapping[str, str]) -> None:
        super().__init__()
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """Arrange the page."""
        yield Masthead().data_bind(HelpRoom.manner, HelpRoom.frozen, frame=HelpRoom.calm)
        with VerticalScroll():
            yield Page(self._keymap).data_bind(HelpRoom.manner)
        yield KeyLine().data_bind(HelpRoom.manner)
        yield TooSmall().data_bind(HelpRoom.manner)

    def action_back(self) -> None:
        """Close the page."""
        self.dismiss()
