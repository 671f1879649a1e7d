"""Paints the rows of the grid: the visible ones, and those only whose words changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.geometry import Region
from textual.strip import Strip

from tui.present.agents import row as agent_row
from tui.present.spans import Line
from tui.present.times import since
from tui.present.view.wishes import Group
from tui.widgets.grid_rows import Words, group_words, head, paint, slots_for
from tui.widgets.paint import Brush, changed_cells

if TYPE_CHECKING:
    from datetime import datetime

    from rich.style import Style
    from textual.widget import Widget

    from tui.present.glyphs import Manner
    from tui.present.view.roster import Roster
    from tui.present.view.wishes import Ordering


_COARSE = ((3600, 60), (120, 5))
"""From so many seconds on ages are told in minutes, and fuses burn in steps of so many."""


FEW = 12
"""Of more rows that changed at once, comparing cells costs more than it spares."""


class Look(NamedTuple):
    """What all rows of one picture share."""

    at: datetime | None
    manner: Manner
    cursor: str
    marks: frozenset[str]


class RowPainter:
    """Keeps what it painted until the words are others."""

    def __init__(self, grid: Widget, roster: Roster) -> None:
        self._grid = grid
        self._roster = roster
        self._brush = Brush(grid)
        self._bases: dict[str, Style] = {}
        self._made_of: dict[int, tuple[object, ...]] = {}
        """What the words of each visible row come from."""
        self.painted: dict[int, tuple[Words, Strip]] = {}
        self.width = 80
        self.padding = (0, 0)
        """Empty cells left and right of the rows, which the cursor does not colour."""
        self.slots = slots_for(self.width)

    @property
    def full_width(self) -> int:
        """The cells of a row with its padding."""
        return self.width + sum(self.padding)

    def forget(self, *, is_ascii: bool) -> None:
        """Paint everything anew: the styles are others."""
        self._brush = Brush(self._grid, is_ascii=is_ascii)
        self.painted, self._bases = {}, {}

    def measure(self) -> bool:
        """Choose the columns that fit; say whether they are others than before."""
        slots = slots_for(self.width, self._roster.agents.values())
        if slots == self.slots:
            return False
        self.slots, self.painted = slots, {}
        return True

    def changed(self, visible: range, look: Look) -> list[tuple[int, int, int]]:
        """Paint those of the visible rows that say something else.

        Gives each with the first cell that is another, and the one after the last.
        """
        self.painted = {row: self.painted[row] for row in visible if row in self.painted}
        before, self._made_of = self._made_of, {row: self._origin(row, look) for row in visible}
        stale = [
            (row, self.painted.get(row))
            for row in visible
            if row not in self.painted or before.get(row) != self._made_of[row]
        ]
        is_compared = len(stale) <= FEW
        return [
            (row, *changed_cells(old[1] if old and is_compared else None, self.painted[row][1]))
            for row, old in stale
            if self._paint(row, look)
        ]

    def strip(self, row: int, look: Look) -> Strip:
        """Give a row's cells."""
        if row >= len(self._roster.rows):
            return self._brush.strip(Line(), self.full_width, self._brush.base)
        if row not in self.painted:
            self._paint(row, look)
        return self.painted[row][1]

    def head(self, ordering: Ordering) -> Strip:
        """Give the line of titles."""
        base = self._base("agent-grid--head")
        return self._padded(head(self.slots, ordering, self.width, self._brush, base))

    def _origin(self, row: int, look: Look) -> tuple[object, ...]:
        """Give what a row's words are made from; an agent that did not change is the same object.

        Ages are told in whole seconds, those of some minutes more coarsely.
        """
        found, at = self._roster.rows[row], look.at
        if isinstance(found, Group):
            return found, self._roster.ranked, at
        agent = self._roster.agents[found]
        age = since(agent.progress_at, at)
        if age is not None:
            step = next((step for least, step in _COARSE if age >= least), 1)
            age = int(age // step) * step
        return agent, age, found == look.cursor, found in look.marks

    def _words(self, row: int, look: Look) -> Words:
        found, agents = self._roster.rows[row], self._roster.agents
        if isinstance(found, Group):
            return group_words(found, agents, look.manner, self.width)
        cells = agent_row(agents[found], look.at, look.manner, self.slots)
        return Words(cells, found == look.cursor, found in look.marks)

    def _paint(self, row: int, look: Look) -> bool:
        """Paint a row, unless it says what it said before; say whether it was painted."""
        words = self._words(row, look)
        if row in self.painted and self.painted[row][0] == words:
            return False
        name = "agent-grid--group" if words.is_group else ""
        if words.is_cursor:
            name = "agent-grid--cursor"
        elif words.is_marked:
            name = "agent-grid--marked"
        strip = paint(words, self.slots, self.width, self._brush, self._base(name))
        self.painted[row] = (words, self._padded(strip))
        return True

    def _padded(self, strip: Strip) -> Strip:
        left, right = (self._brush.cell((), 0, n, self._base("")) for n in self.padding)
        return Strip([*left, *strip, *right], self.full_width) if left or right else strip

    def _base(self, name: str) -> Style:
        known = self._bases.get(name)
        if known is None:
            known = self._grid.rich_style
            if name:
                known += self._grid.get_component_rich_style(name, partial=True)
            self._bases[name] = known
        return known


def runs(dirty: list[tuple[int, int, int]]) -> list[Region]:
    """Give rows with their first cell and the one after the last as regions, neighbours together.

    >>> runs([(1, 0, 9), (2, 3, 12), (7, 0, 1)])
    [Region(x=0, y=1, width=12, height=2), Region(x=0, y=7, width=1, height=1)]
    """
    regions: list[Region] = []
    for row, first, end in dirty:
        fresh = Region(first, row, end - first, 1)
        if regions and regions[-1].bottom == row:
            regions[-1] = regions[-1].union(fresh)
        else:
            regions.append(fresh)
    return regions
