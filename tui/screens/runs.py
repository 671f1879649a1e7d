"""All runs with their tasks, under the lights that say when the next agent starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import getters
from textual.widget import Widget

from tui.keys import HOUSE, LIST, PLAYER, RUNS
from tui.present.numbers import count
from tui.present.spans import Span, Tone
from tui.room import Room
from tui.widgets.blank import TooSmall
from tui.widgets.key_line import KeyLine
from tui.widgets.masthead import Masthead
from tui.widgets.notices import Banner
from tui.widgets.rule import Rule
from tui.widgets.run_list import RunList
from tui.widgets.spawn_lights import SpawnLights

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from core.model.frame import Frame

AnyWidget = TypeVar("AnyWidget", bound=Widget)


class RunsRoom(Room[None]):
    """Spawns above, runs below."""

    BINDINGS: ClassVar[list[BindingType]] = [*LIST, *RUNS, *PLAYER, *HOUSE]
    AUTO_FOCUS = ""

    rows = getters.query_one(RunList)

    def compose(self) -> ComposeResult:
        """Arrange the page."""
        yield Masthead().data_bind(RunsRoom.manner, RunsRoom.frozen, frame=RunsRoom.calm)
        yield self._fed(Banner(has_checks=False))
        yield self._told(Rule("checks before every start"))
        yield self._fed(SpawnLights())
        yield self._told(Rule("runs", classes="runs-rule"))
        yield self._fed(RunList())
        yield self._told(KeyLine())
        yield self._told(TooSmall())

    def on_mount(self) -> None:
        """Count the runs in the rule above them."""
        self.watch(self, "calm", self._say)

    @property
    def pointed(self) -> str:
        """The row under the cursor."""
        chosen = self.rows.chosen
        return next((a.key for a in self.frame.agents if a.task == chosen and not a.parent), "")

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.dismiss()

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        self.rows.move(rows)

    def action_choose(self, key: str) -> None:
        """Put the cursor on a task."""
        self.rows.chosen = key

    def action_open(self) -> None:
        """Go into the room of the task under the cursor."""
        if self.pointed:
            from tui.screens.agent import AgentRoom  # noqa: PLC0415, not before it is asked for

            self.app.push_screen(AgentRoom(self.pointed))
        elif self.rows.rows:
            self.notify("This task is out of scope: its session is older, or elsewhere.")

    def _say(self, frame: Frame) -> None:
        tasks = frame.ground.tasks
        words = f"  {count(len({task.run for task in tasks}), 'run')}" if tasks else ""
        heading = (Span("runs", Tone.HEADING), Span(words, Tone.MUTED))
        rule = self.query_one(".runs-rule", Rule)
        rule.heading = heading
        hint = "x stops one · D drains · 3 journal" if frame.ground.is_unfinished else ""
        rule.note = (Span(hint, Tone.FAINT),) if hint else ()

    def _told(self, widget: AnyWidget) -> AnyWidget:
        return widget.data_bind(RunsRoom.manner)

    def _fed(self, widget: AnyWidget) -> AnyWidget:
        return widget.data_bind(RunsRoom.manner, frame=RunsRoom.calm)
