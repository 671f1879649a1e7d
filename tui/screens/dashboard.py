"""All agents of a fan-out on one page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import getters, on, work
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from core.model.orders import Widen
from tui.keys import BECAUSE, DASHBOARD, GRID, HOUSE, LATER, PLAYER, RUNS
from tui.present.burn import burn_title
from tui.present.spans import Span, Tone
from tui.present.view.filters import EVERYONE, Filter, grid_note
from tui.present.view.wishes import Grouping, Sort
from tui.room import Room
from tui.widgets.agent_grid import AgentGrid
from tui.widgets.blank import Blank, TooSmall
from tui.widgets.burn_chart import BurnChart
from tui.widgets.filter_box import FilterBox
from tui.widgets.fleet_strip import FleetStrip
from tui.widgets.key_line import KeyLine
from tui.widgets.masthead import Masthead
from tui.widgets.notices import Banner, Notices
from tui.widgets.rule import Rule
from tui.widgets.selected import Selected
from tui.widgets.token_gauge import TokenGauge

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from core.model.agent import Agent
    from core.model.frame import Frame

AnyWidget = TypeVar("AnyWidget", bound=Widget)
_NEED_AGENTS = frozenset(
    {"open", "filter", "sort", "reverse", "group", "mark", "mark_alike", "copy", "tail", "problem"}
)
_SORTS = tuple(Sort)
_GROUPINGS = tuple(Grouping)
_HEADED = 20
"""Rows from which columns have titles."""


class Dashboard(Room[None]):
    """Masthead, strip, tokens, agents, events."""

    BINDINGS: ClassVar[list[BindingType]] = [*GRID, *DASHBOARD, *RUNS, *PLAYER, *LATER, *HOUSE]
    AUTO_FOCUS = "AgentGrid"

    grid = getters.query_one(AgentGrid)
    box = getters.query_one(FilterBox)

    def __init__(self, grouping: Grouping = Grouping.NONE) -> None:
        super().__init__()
        if not self.frame.agents:
            self.add_class("-empty", "-bare", update=False)
        self._grouping = grouping
        self._said: tuple[object, ...] = ()
        """What the rules were last made from."""

    def compose(self) -> ComposeResult:
        """Arrange the regions, top to bottom."""
        yield self._fed(Masthead()).data_bind(Dashboard.frozen)
        yield self._fed(FleetStrip())
        yield self._fed(Banner())
        with Horizontal(classes="usage"):
            with Vertical(classes="tokens"):
                yield self._told(Rule("tokens"))
                yield self._fed(TokenGauge())
            with Vertical(classes="burn"):
                yield self._told(Rule("burn", classes="burn-rule"))
                yield self._fed(BurnChart())
        with Horizontal(classes="fleet"):
            with Vertical(classes="agents"):
                yield self._told(Rule("agents", classes="agents-rule"))
                yield self._told(AgentGrid()).data_bind(Dashboard.frame)
                yield self._fed(Blank())
                yield FilterBox()
            with Vertical(classes="aside"):
                yield self._told(Rule("selected"))
                yield self._fed(Selected())
                yield self._told(Rule("events"))
                yield self._fed(Notices())
        with Vertical(classes="events"):
            yield self._told(Rule("events"))
            yield self._fed(Notices())
        yield self._told(KeyLine())
        yield self._told(TooSmall())

    @property
    def pointed(self) -> str:
        """The agent under the cursor."""
        return self.grid.cursor

    def on_mount(self) -> None:
        """Say in the rules what stands below them, each time the grid has taken a frame."""
        self.grid.ordering = replace(self.grid.ordering, grouping=self._grouping)
        self.watch(self.grid, "frame", self._say)

    def on_resize(self, event: events.Resize) -> None:
        """Leave out the titles where rows are scarce."""
        self.grid.has_head = event.size.height >= _HEADED

    @on(AgentGrid.Pointed)
    def follow_cursor(self, event: AgentGrid.Pointed) -> None:
        """Show on the side who is under the cursor."""
        self.query_one(Selected).key = event.key

    @on(AgentGrid.Opened)
    def open_agent(self, event: AgentGrid.Opened) -> None:
        """Go into one agent's room."""
        from tui.screens.agent import AgentRoom  # noqa: PLC0415, not before the first paint

        self.app.push_screen(AgentRoom(event.key))

    @on(AgentGrid.Sorted)
    def sort_by(self, event: AgentGrid.Sorted) -> None:
        """Sort by a column; by the same one again turns the order round."""
        ordering = self.grid.ordering
        is_same = ordering.sort is event.sort
        self._order(event.sort, is_reversed=not ordering.is_reversed if is_same else False)

    @on(FleetStrip.Picked)
    def pick(self, event: FleetStrip.Picked) -> None:
        """Go to the agent whose glyph was clicked."""
        self.grid.select(event.key)

    @on(FilterBox.Typed)
    def narrow(self, event: FilterBox.Typed) -> None:
        """Show who passes the filter, while it is typed."""
        self._show_only(event.filter)

    @on(FilterBox.Closed)
    def leave_box(self) -> None:
        """Go back to the agents."""
        self.grid.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with agents only where there are some."""
        del parameters
        return action not in _NEED_AGENTS or bool(self.frame.agents)

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        self.grid.move(rows)

    def action_edge(self, end: int) -> None:
        """Move the cursor to an end."""
        self.grid.edge(end)

    def action_page(self, part: float) -> None:
        """Move the cursor by a part of a page."""
        self.grid.page(part)

    def action_problem(self, step: int) -> None:
        """Move the cursor to an agent that needs a look."""
        if not self.grid.problem(step):
            self.notify("No agent needs a look.", timeout=3)

    def action_open(self) -> None:
        """Open the agent under the cursor."""
        self.grid.open()

    def action_tail(self) -> None:
        """Show what the agent writes."""
        self.grid.open()

    def action_select(self, key: str) -> None:
        """Put the cursor on an agent."""
        self.grid.select(key)

    def action_filter(self) -> None:
        """Let a person type a filter."""
        self.box.open(self.grid.shown.text)

    def action_only(self, state: str) -> None:
        """Show agents of one state, or all again."""
        text = f"state:{state}"
        self.box.put("" if self.grid.shown.text == text else text)

    def action_back(self) -> None:
        """Clear the filter, else the marks."""
        if self.grid.shown is not EVERYONE or self.box.display:
            self.box.put("")
            self.grid.focus()
        elif self.grid.marks:
            self.grid.marks = frozenset()
            self._say(self.frame)

    def action_sort(self, step: int) -> None:
        """Sort by another column."""
        place = _SORTS.index(self.grid.ordering.sort) + step
        self._order(_SORTS[place % len(_SORTS)], is_reversed=False)

    def action_reverse(self) -> None:
        """Turn the order round."""
        ordering = self.grid.ordering
        self._order(ordering.sort, is_reversed=not ordering.is_reversed)

    def action_group(self) -> None:
        """Gather rows by the next grouping."""
        place = _GROUPINGS.index(self.grid.ordering.grouping) + 1
        grouping = _GROUPINGS[place % len(_GROUPINGS)]
        self.grid.ordering = replace(self.grid.ordering, grouping=grouping)
        self._say(self.frame)

    def action_mark(self) -> None:
        """Mark the agent under the cursor, or take its mark off, and go on to the next."""
        if self.grid.cursor:
            self.grid.marks ^= {self.grid.cursor}
            self.grid.move(1)
            self._say(self.frame)

    def action_mark_alike(self) -> None:
        """Mark all agents of the same state; if all are marked, take the marks off."""
        agent = self._agent()
        if agent is None:
            return
        state = agent.diagnosis.state
        alike = {a.key for a in self.frame.agents if a.diagnosis.state is state}
        marks = self.grid.marks
        self.grid.marks = marks - alike if alike <= marks else marks | alike
        self._say(self.frame)

    def action_widen(self) -> None:
        """Show the whole machine, or this repository again."""
        self.post_message(self.Ordered(Widen(self.frame.scope.repository is not None)))

    def action_later(self, what: str) -> None:
        """Say why a key is of no use yet."""
        self.notify(BECAUSE[what], timeout=5)

    @work(exclusive=True, group="orders")
    async def action_copy(self) -> None:
        """Ask what of the agent to copy."""
        if agent := self._agent():
            from tui.dialogs.copy import offer_copy  # noqa: PLC0415, not before the first paint

            await offer_copy(self, agent)

    def _agent(self) -> Agent | None:
        return next((a for a in self.frame.agents if a.key == self.grid.cursor), None)

    def _order(self, sort: Sort, *, is_reversed: bool) -> None:
        self.grid.ordering = replace(self.grid.ordering, sort=sort, is_reversed=is_reversed)
        self._say(self.frame)

    def _show_only(self, shown: Filter) -> None:
        self.grid.shown = EVERYONE if not shown.text.strip() else shown
        self._say(self.frame)

    def _say(self, frame: Frame) -> None:
        """Put the rules, and the page that stands in for an empty grid, in step with the grid."""
        grid, shown = self.grid, self.grid.shown
        unsaved = sum(agent.is_unsaved for agent in frame.agents)
        numbers = (grid.matched, len(frame.agents), frame.hidden, unsaved)
        classes_now = (self.has_class("-empty"), self.has_class("-bare"))
        said = (*numbers, shown, grid.ordering, grid.marks, frame.spending, *classes_now)
        if said == self._said:
            return
        self._said = said
        was_bare = self.has_class("-bare")
        classes = {"-empty": grid.matched == 0, "-bare": not frame.agents}
        self.update_classes(classes, animate=False)
        if was_bare is bool(frame.agents):
            self.refresh_bindings()
        self.query_one(Blank).unmatched = shown.text if frame.agents and not grid.matched else ""
        number = f"{grid.matched} of {len(frame.agents)}" if shown.terms else f"{len(frame.agents)}"
        order = grid.ordering
        words = f"  {number} · {order.sort.value}{', reversed' if order.is_reversed else ''}"
        if order.grouping is not Grouping.NONE:
            words += f" · by {order.grouping.value}"
        if unsaved:
            words += f" · {self.manner.glyphs.unsaved} no checkpoint: {unsaved}"
        rule = self.query_one(".agents-rule", Rule)
        rule.heading = (Span("agents", Tone.HEADING), Span(words, Tone.MUTED))
        rule.note = grid_note(shown, len(grid.marks), frame.hidden)
        self.query_one(".burn-rule", Rule).note = burn_title(frame)

    def _told(self, widget: AnyWidget) -> AnyWidget:
        return widget.data_bind(Dashboard.manner)

    def _fed(self, widget: AnyWidget) -> AnyWidget:
        return widget.data_bind(Dashboard.manner, frame=Dashboard.calm)
