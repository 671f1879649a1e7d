"""What a run brought home, as far as its agents have come; one run at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters

from core.model.orders import Collect
from core.model.results import NO_RESULTS, Results
from tui.keys import HOUSE, PLAYER, RESULTS, RUNS
from tui.present.runs.listing import run_rows
from tui.present.spans import Span, Tone
from tui.room import Room
from tui.widgets.blank import TooSmall
from tui.widgets.key_line import KeyLine
from tui.widgets.masthead import Masthead
from tui.widgets.result_page import ResultPage
from tui.widgets.rule import Rule

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from core.model.frame import Frame


OFTEN = 5
"""Seconds between two looks at the work of a run that goes on."""


class ResultsRoom(Room[None]):
    """The latest run first; it is put together anew whenever a task is another, and in between.

    What agents at work commit and write down changes no task.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*RESULTS, *RUNS, *PLAYER, *HOUSE]
    AUTO_FOCUS = ""

    page = getters.query_one(ResultPage)

    def __init__(self) -> None:
        super().__init__()
        self._asked: object = None
        """The run, the tasks, and which look at them was asked for last."""

    def compose(self) -> ComposeResult:
        """Arrange the page."""
        yield Masthead().data_bind(ResultsRoom.manner, ResultsRoom.frozen, frame=ResultsRoom.calm)
        yield Rule("results").data_bind(ResultsRoom.manner)
        yield ResultPage().data_bind(ResultsRoom.manner, frame=ResultsRoom.calm)
        yield KeyLine().data_bind(ResultsRoom.manner)
        yield TooSmall().data_bind(ResultsRoom.manner)

    def on_mount(self) -> None:
        """Follow the frames, and what is put together."""
        self.watch(self, "calm", self._follow)
        self.watch(self.app, "results", self._take)

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.dismiss()

    def action_turn(self, lines: int) -> None:
        """Go down or up."""
        self.page.turn(lines)

    def action_run(self, step: int) -> None:
        """Show the run before, or the next one."""
        runs = _latest_first(self.calm)
        if len(runs) > 1 and self.page.wanted in runs:
            self.page.wanted = runs[(runs.index(self.page.wanted) + step) % len(runs)]
            self._follow(self.calm)

    def _follow(self, frame: Frame) -> None:
        tasks, runs = frame.ground.tasks, _latest_first(frame)
        if self.page.wanted not in runs:
            self.page.wanted = runs[0] if runs else ""
        wanted = self.page.wanted
        rule = self.query_one(Rule)
        rule.heading = (Span("results", Tone.HEADING), Span(f"  {wanted}".rstrip(), Tone.MUTED))
        others = f"{runs.index(wanted) + 1} of {len(runs)}, > the one before" if runs[1:] else ""
        rule.note = (Span(others, Tone.FAINT, None, "screen.run(1)"),) if others else ()
        goes_on = any(one.run == wanted and not one.is_settled for one in tasks)
        look = frame.at.timestamp() // OFTEN if goes_on and frame.at is not None else 0
        asked = (wanted, tasks, look)
        if wanted and self._asked != asked:
            self._asked = asked
            self.post_message(self.Ordered(Collect(wanted)))

    def _take(self, found: Results) -> None:
        self.page.results = found if found.run == self.page.wanted else NO_RESULTS


def _latest_first(frame: Frame) -> list[str]:
    return [row.run for row in run_rows(frame.ground.tasks) if row.task is None]
