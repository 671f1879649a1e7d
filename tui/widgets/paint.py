"""Spans become segments: safe, cut to cells, in the style of their tone."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from core.clean import clean
from tui.present.glyphs import plain
from tui.present.spans import Line, Mix, Span, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.color import Color
    from textual.css.styles import RenderStyles
    from textual.widget import Widget

    from tui.present.spans import Shade

PILE = 8
"""So many letters may share a cell; of more, a line is broken among them."""
MOST_CELLS = 4096
"""So many cells of the grid are kept painted."""


class Brush:
    """The app's tones as styles, each computed once until the theme changes."""

    def __init__(self, widget: Widget, *, is_ascii: bool = False) -> None:
        self._widget = widget
        self._styles: dict[tuple[Shade, Shade | None, str], Style] = {}
        self._cells: dict[tuple[object, ...], tuple[Segment, ...]] = {}
        self.is_ascii = is_ascii

    @cached_property
    def base(self) -> Style:
        """The style of the widget itself."""
        return self._widget.rich_style

    def style(self, tone: Shade, on: Shade | None = None, action: str = "") -> Style:
        """Give the style of a tone on a ground."""
        known = self._styles.get((tone, on, action))
        if known is None:
            known = self._style(tone)
            if on is not None:
                known += Style(bgcolor=self._style(on).color)
            if action:
                known += Style.from_meta({"@click": action})
            self._styles[tone, on, action] = known
        return known

    def _style(self, shade: Shade) -> Style:
        if isinstance(shade, Mix):
            start, end = self._colour(shade.start), self._colour(shade.end)
            return Style(color=start.blend(end, shade.amount).rich_color)
        return self._tone(shade).partial_rich_style

    def _colour(self, tone: Tone) -> Color:
        return self._tone(tone).color

    def _tone(self, tone: Tone) -> RenderStyles:
        return self._widget.app.get_component_styles(f"tone--{tone}")

    def segments(self, spans: Iterable[Span], width: int, base: Style) -> tuple[list[Segment], int]:
        """Give the segments of spans in at most so many cells, and how many cells they take."""
        done: list[Segment] = []
        left = width
        for text, tone, on, action in spans:
            if left <= 0:
                break
            safe = harmless(text, is_ascii=self.is_ascii)
            cells = cell_len(safe)
            if cells > left:
                safe, cells = cut(safe, left, ">" if self.is_ascii else "…"), left
            if safe:
                done.append(Segment(safe, base + self.style(tone, on, action)))
            left -= cells
        return done, width - left

    def cell(
        self, spans: tuple[Span, ...], width: int, room: int, base: Style, *, is_right: bool = False
    ) -> tuple[Segment, ...]:
        """Give the segments of spans in `width` cells, filled up to `room`: most stay the same."""
        key = (spans, width, room, base, is_right)
        known = self._cells.get(key)
        if known is None:
            if len(self._cells) > MOST_CELLS:
                self._cells.clear()
            segments, taken = self.segments(spans, width, base)
            before = width - taken if is_right else 0
            filled = _filled(segments, before, room - taken - before, base)
            known = self._cells[key] = tuple(self._filtered(filled))
        return known

    def _filtered(self, segments: list[Segment]) -> list[Segment]:
        """Give segments in the colours that the terminal can have, as Textual does with lines."""
        ground = self._widget.background_colors[1]
        for line_filter in self._widget.get_line_filters():
            segments = line_filter.apply(segments, ground)
        return segments

    def strip(self, line: Line, width: int, base: Style) -> Strip:
        """Give a whole line; words on the right win over words on the left."""
        right, right_cells = self.segments(line.right, width, base)
        room = width - right_cells - bool(right_cells)
        left, left_cells = self.segments(line.left, room, base)
        gap = width - left_cells - right_cells
        middle = [Segment(" " * gap, base)] if gap else []
        return Strip(self._filtered([*left, *middle, *right]), width)


def changed_cells(before: Strip | None, now: Strip) -> tuple[int, int]:
    """Give the first cell in which a row is another than it was, and the one after the last."""
    if before is None or before.cell_length != now.cell_length:
        return 0, now.cell_length
    first, end = 0, now.cell_length
    for old, new in zip(before, now, strict=False):
        if old != new:
            break
        first += new.cell_length
    for old, new in zip(reversed([*before]), reversed([*now]), strict=False):
        if old != new or end - new.cell_length < first:
            break
        end -= new.cell_length
    return first, end


def _filled(segments: list[Segment], before: int, after: int, base: Style) -> list[Segment]:
    """Give segments with empty cells around, which join their neighbour if that can not be seen."""
    if len(segments) == 1 and (style := segments[0].style) is not None and _is_plain(style, base):
        return [Segment(f"{' ' * before}{segments[0].text}{' ' * after}", style)]
    ends = [[Segment(" " * cells, base)] if cells else [] for cells in (before, after)]
    return [*ends[0], *segments, *ends[1]]


def _is_plain(style: Style, base: Style) -> bool:
    is_drawn = style.reverse or style.underline or style.strike or style.meta
    return style.bgcolor == base.bgcolor and not is_drawn


@lru_cache(maxsize=4096)
def harmless(text: str, *, is_ascii: bool = False) -> str:
    """Give text that no terminal obeys, on one line."""
    if not (text.isascii() and text.isprintable()):
        text = clean(text, limit=len(text))
    return plain(text) if is_ascii else text


def cut(text: str, width: int, end: str = "…") -> str:
    """Give text in exactly so many cells, with a mark where something is missing."""
    if width < 1:
        return ""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    kept = set_cell_size(text, width - 1).rstrip()
    return set_cell_size(f"{kept}{end}", width)


def flow(line: Line, width: int, *, is_ascii: bool = False) -> list[Line]:
    """Give a line that may wrap as the lines it needs; only its last span is broken."""
    if line.hang is None or not line.left or width < line.hang + 8:
        return [line]
    *lead, last = line.left
    taken = sum(cell_len(harmless(span.text, is_ascii=is_ascii)) for span in lead)
    pieces = wrap(harmless(last.text, is_ascii=is_ascii), width - taken, width - line.hang)
    first = Line((*lead, last._replace(text=pieces[0])), line.right)
    indent = Span(" " * line.hang)
    return [first, *(Line((indent, last._replace(text=piece))) for piece in pieces[1:])]


def wrap(text: str, first: int, later: int) -> list[str]:
    """Give text broken at spaces into lines of so many cells; long words are broken hard."""
    lines: list[str] = []
    rest, room = text, max(first, 1)
    while len(head := _fitting(rest, room)) < len(rest):
        space = head.rfind(" ")
        if space > 0 and rest[len(head)] != " ":
            head = head[:space]
        lines.append(head.rstrip())
        rest, room = rest[len(head) :].lstrip(), max(later, 1)
    return [*lines, rest]


def _fitting(text: str, width: int) -> str:
    """Give the longest beginning that fits, never nothing; letters without width come in piles."""
    if text[: width + 1].isascii():
        return text[:width]
    fits, too_long = 1, min(len(text), width * PILE) + 1
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if cell_len(text[:middle]) <= width:
            fits = middle
        else:
            too_long = middle
    return text[:fits]


def flowed(lines: Sequence[Line], width: int, *, is_ascii: bool = False) -> list[Line]:
    """Give all lines, wrapped where they may."""
    return [part for line in lines for part in flow(line, width, is_ascii=is_ascii)]
