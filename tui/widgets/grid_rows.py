"""Rows of the grid: what each says, and how it is painted."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from core.model.diagnosis import State
from tui.present.fleet import counts
from tui.present.numbers import count, short
from tui.present.spans import Line, Span, Tone
from tui.present.view.columns import Column, columns_for
from tui.present.view.wishes import Sort

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.style import Style

    from core.model.agent import Agent
    from tui.present.agents import Cell
    from tui.present.glyphs import Manner
    from tui.present.view.columns import Slot
    from tui.present.view.wishes import Group, Ordering
    from tui.widgets.paint import Brush

SORTS = {
    Column.STATE_GLYPH: Sort.WORST,
    Column.STATE: Sort.WORST,
    Column.NAME: Sort.NAME,
    Column.FUSE: Sort.QUIET,
    Column.QUIET: Sort.QUIET,
    Column.TOKENS: Sort.TOKENS,
    Column.CONTEXT: Sort.CONTEXT,
    Column.MODEL: Sort.MODEL,
    Column.BRANCH: Sort.BRANCH,
}
"""What a click on a column's title sorts by."""
MOST = 40
"""Letters of a name that are looked at when columns are measured."""
_ROOMY = 100
EDGE = 1
"""Cells left and right of a row; the left one holds the mark."""


class Words(NamedTuple):
    """All that decides how a row looks: equal words are equal cells."""

    cells: tuple[Cell, ...]
    is_cursor: bool = False
    is_marked: bool = False
    is_group: bool = False


def group_words(group: Group, agents: Mapping[str, Agent], manner: Manner, width: int) -> Words:
    """Give the words of the line above a group."""
    members = [agents[key] for key in group.keys if key in agents]
    numbers = dict.fromkeys(State, 0)
    for agent in members:
        numbers[agent.diagnosis.state] += 1
    tokens = short(sum(agent.tokens.total for agent in members))
    left = (
        Span(manner.path(group.name), Tone.ACCENT),
        Span(f"  {count(len(members), 'agent')}  ", Tone.MUTED),
        *(span._replace(action="") for span in counts(numbers, manner, min(width, 99))),
    )
    sums = f"{tokens} tokens" if width >= _ROOMY else tokens
    return Words((left, (Span(sums, Tone.MUTED),)), is_group=True)


def paint(words: Words, slots: tuple[Slot, ...], width: int, brush: Brush, base: Style) -> Strip:
    """Give the cells of a row."""
    mark = Span("▌" if words.is_marked else " ", Tone.ACCENT)
    if words.is_group:
        edge = Span(" ")
        return brush.strip(Line((edge, *words.cells[0]), (*words.cells[1], edge)), width, base)
    segments = [*brush.cell((mark,), EDGE, EDGE, base)]
    for slot, cell in zip(slots, words.cells, strict=True):
        segments += brush.cell(
            cell, slot.width, slot.width + slot.gap, base, is_right=slot.is_right
        )
    segments += brush.cell((), 0, width - EDGE - _taken(slots), base)
    strip = Strip(segments, width)
    return Strip([Segment(strip.text, base)], width) if base.reverse else strip


@lru_cache(maxsize=16)
def _taken(slots: tuple[Slot, ...]) -> int:
    return sum(slot.width + slot.gap for slot in slots)


def head(
    slots: tuple[Slot, ...], ordering: Ordering, width: int, brush: Brush, base: Style
) -> Strip:
    """Give the line of titles; an arrow says what rows are sorted by."""
    arrow = "↑" if ordering.is_reversed else "↓"
    segments = [*brush.cell((), 0, EDGE, base)]
    for slot in slots:
        is_sorted = bool(slot.title) and SORTS.get(slot.column) is ordering.sort
        is_sorted = is_sorted and slot.column is not Column.STATE
        title = f"{slot.title}{arrow}" if is_sorted else slot.title
        overhang = slot.column is Column.FUSE
        room = slot._replace(width=slot.width + slot.gap + 4) if overhang else slot
        if slot.column is Column.QUIET:
            room = slot._replace(width=0)
        tone = Tone.PLAIN if is_sorted else Tone.FAINT
        gap = 0 if overhang else slot.gap
        cell = (Span(title, tone),)
        segments += brush.cell(cell, room.width, room.width + gap, base, is_right=room.is_right)
    return Strip(segments).adjust_cell_length(width, base)


def slots_for(width: int, agents: Iterable[Agent] = ()) -> tuple[Slot, ...]:
    """Give the columns of a grid that is so wide, for agents with such names and branches."""
    names, branches, has_run = [MOST // 3], [MOST // 4], False
    for agent in agents:
        has_run = has_run or agent.saving is not None
        names.append(cell_len(agent.name[:MOST]))
        branches.append(cell_len((agent.branch or "")[:MOST]))
    name, branch = _even(max(names)), _even(max(branches))
    return columns_for(width - 2 * EDGE, name, branch, has_run=has_run)


def slot_at(slots: tuple[Slot, ...], x: int) -> Column | None:
    """Give the column that lies at a cell."""
    left = EDGE
    for slot in slots:
        left += slot.width + slot.gap
        if x < left:
            return slot.column
    return None


def _even(cells: int) -> int:
    """Give the next even number: columns move less often."""
    return cells + cells % 2
