"""One line an agent; rebuilds only visible lines whose words changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView

from core.model.frame import EMPTY, Frame
from tui.present.glyphs import Manner
from tui.present.view.filters import EVERYONE, Filter
from tui.present.view.roster import Roster
from tui.present.view.wishes import Ordering
from tui.widgets import grid_rows
from tui.widgets.row_painter import Look, RowPainter, runs

if TYPE_CHECKING:
    from textual import events
    from textual.strip import Strip

    from tui.present.view.wishes import Sort


class AgentGrid(ScrollView, can_focus=True, inherit_bindings=False):
    """The agents, worst first, with a cursor that stays with its agent."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "agent-grid--head",
        "agent-grid--group",
        "agent-grid--cursor",
        "agent-grid--marked",
    }
    ALLOW_SELECT = False

    frame: var[Frame] = var(EMPTY)
    manner: var[Manner] = var(Manner())
    shown: var[Filter] = var(EVERYONE)
    """The filter."""
    ordering: var[Ordering] = var(Ordering())
    marks: var[frozenset[str]] = var(frozenset())
    has_head: var[bool] = var(default=True)
    cursor: var[str] = var("")
    """The key of the agent under the cursor."""

    class Pointed(Message):
        """The cursor is on another agent."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Opened(Pointed):
        """A person wants to see this agent."""

    class Sorted(Message):
        """A person wants another order."""

        def __init__(self, sort: Sort) -> None:
            super().__init__()
            self.sort = sort

    def __init__(self) -> None:
        super().__init__()
        self.roster = Roster()
        self.painter = RowPainter(self, self.roster)
        self._is_touched = False

    @property
    def matched(self) -> int:
        """How many agents the filter lets through."""
        return len(self.roster.agents)

    def watch_frame(self) -> None:
        """Show the frame: only rows that are visible and say something else are painted."""
        old = self.roster.row_of(self.cursor)
        is_ranked, is_other = self.roster.fill(self.frame, self.shown, self.ordering)
        if is_ranked:
            self._measure()
        if is_other:
            self._rearranged(old)
        self._repaint_changed()

    def watch_shown(self) -> None:
        """Show who passes the filter."""
        self.roster.forget_order()
        self.watch_frame()

    def watch_ordering(self) -> None:
        """Sort anew, now."""
        self.roster.forget_order()
        self.watch_frame()
        self._reveal()
        self.refresh()

    def watch_marks(self) -> None:
        """Show the marks."""
        self._repaint_changed()

    def watch_has_head(self) -> None:
        """Make room for the titles, or take it."""
        self._fit()

    def watch_manner(self) -> None:
        """Speak in another manner."""
        self._forget()

    def watch_cursor(self, key: str) -> None:
        """Tell who is under the cursor."""
        self._repaint_changed()
        self.post_message(self.Pointed(key))

    def on_resize(self) -> None:
        """Choose the columns that fit."""
        self.painter.width = self.size.width
        self.painter.padding = (self.styles.padding.left, self.styles.padding.right)
        self._fit()

    def notify_style_update(self) -> None:
        """Forget all styles when a theme or a state class changes them."""
        super().notify_style_update()
        self._forget()

    def select(self, key: str) -> None:
        """Put the cursor on an agent, as a person does."""
        if key in self.roster.agents:
            self.roster.touch(self.frame.at)
            self._is_touched = True
            self.cursor = key
            self._reveal()

    def move(self, rows: int) -> None:
        """Move the cursor by so many agents."""
        self.select(self.roster.beside(self.cursor, rows))

    def page(self, part: float) -> None:
        """Move the cursor by a part of a page."""
        self.move(int((self.size.height - self.has_head) * part))

    def edge(self, end: int) -> None:
        """Move the cursor to the first or the last agent."""
        self.move(len(self.roster.rows) * end)

    def problem(self, step: int) -> bool:
        """Move the cursor to the next agent that needs a look, round the end, if there is one."""
        key = self.roster.problem(self.cursor, step)
        if key is not None:
            self.select(key)
        return key is not None

    def open(self) -> None:
        """Ask for the agent under the cursor."""
        if self.cursor in self.roster.agents:
            self.post_message(self.Opened(self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Select a row, open it by a double click, sort by a title."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if self.has_head and offset.y == 0:
            column = grid_rows.slot_at(self.painter.slots, offset.x)
            if column is not None and (sort := grid_rows.SORTS.get(column)):
                self.post_message(self.Sorted(sort))
            return
        row = offset.y - self.has_head + self.scroll_offset.y
        found = self.roster.rows[row] if 0 <= row < len(self.roster.rows) else None
        if isinstance(found, str):
            self.select(found)
            if event.chain > 1:
                self.open()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Give rows as they were painted: there is no border, no padding, no filter to be added."""
        top, look = self.scroll_offset.y - self.has_head, self._look()
        strips = [self._strip(y, y + top, look) for y in crop.line_range]
        if crop.column_span != (0, self.painter.full_width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """Give one row of cells."""
        return self._strip(y, y + self.scroll_offset.y - self.has_head, self._look())

    def _strip(self, y: int, row: int, look: Look) -> Strip:
        is_head = y == 0 and self.has_head
        return self.painter.head(self.ordering) if is_head else self.painter.strip(row, look)

    def _look(self) -> Look:
        return Look(self.frame.at, self.manner, self.cursor, self.marks)

    def _rearranged(self, old: int | None) -> None:
        """Let the cursor stay with its agent, or near where that was."""
        was_visible = old is not None and old in self._visible()
        if self.cursor not in self.roster.agents:
            self.cursor = self.roster.near(old or 0)
        self._resize()
        if was_visible and self._is_touched:
            self._reveal()

    def _visible(self) -> range:
        top = self.scroll_offset.y
        return range(top, min(top + self.size.height - self.has_head, len(self.roster.rows)))

    def _repaint_changed(self) -> None:
        visible = self._visible()
        dirty = self.painter.changed(visible, self._look())
        if dirty:
            up = visible.start - self.has_head
            self.refresh(*[region.translate((0, -up)) for region in runs(dirty)])

    def _forget(self) -> None:
        self.painter.forget(is_ascii=self.manner.glyphs.is_ascii)
        self.refresh()

    def _measure(self) -> None:
        if self.painter.measure():
            self.refresh()

    def _fit(self) -> None:
        self._measure()
        self._resize()
        self._forget()
        self._reveal()

    def _resize(self) -> None:
        self.virtual_size = Size(self.painter.width, len(self.roster.rows) + self.has_head)
        if len(self.painter.painted) > len(self.roster.rows):
            self.refresh()

    def _reveal(self) -> None:
        row = self.roster.row_of(self.cursor)
        room = self.size.height - self.has_head
        if row is None or room < 1:
            return
        if row < (top := self.scroll_offset.y) or row >= top + room:
            self.scroll_to(y=row if row < top else row - room + 1, animate=False, immediate=True)
