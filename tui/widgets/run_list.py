"""Runs and their tasks in a list with a cursor; only what is seen is put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import var

from core.model.agent import Kind
from tui.present.runs.listing import RunRow, run_line, run_rows, task_line, widths
from tui.present.runs.spawn import nothing_run
from tui.present.spans import Span, Tone
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual import events

    from core.model.agent import Agent
    from tui.present.spans import Line


class RunList(Lines):
    """The run that was begun last stands first, its tasks in the order of the plan."""

    TELLS_TIME = True

    chosen: var[str] = var("")
    """The key of the task under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self._of: object = None
        self._rows: list[RunRow] = []
        self._top = 0
        self._room = (0, 0)

    @property
    def rows(self) -> list[RunRow]:
        """The rows, put together anew only when a task is another."""
        tasks = self.frame.ground.tasks
        if self._of is not tasks:
            self._of, self._rows = tasks, run_rows(tasks)
        return self._rows

    @property
    def task_keys(self) -> list[str]:
        """The tasks from top to bottom."""
        return [row.task.key for row in self.rows if row.task is not None]

    def watch_chosen(self) -> None:
        """Show where the cursor is."""
        self.renew()

    def move(self, rows: int) -> None:
        """Move the cursor by so many tasks."""
        keys = self.task_keys
        if keys:
            here = keys.index(self.chosen) if self.chosen in keys else 0
            self.chosen = keys[min(max(here + rows, 0), len(keys) - 1)]

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the rows around the cursor."""
        if not self.rows:
            return nothing_run(self.frame)
        if self.chosen not in (keys := self.task_keys):
            self.set_reactive(RunList.chosen, keys[0])
        self._follow(max(height, 1))
        agents = {a.task: a for a in self.frame.agents if a.kind is Kind.TASK and a.task}
        shown = self.rows[self._top : self._top + max(height, 1)]
        self._room = widths(self.frame.ground.tasks, width)
        return [self._line(row, agents) for row in shown]

    def _follow(self, height: int) -> None:
        """Keep the cursor in sight; with it the name of its run where it is the first task."""
        here = next(
            n for n, row in enumerate(self.rows) if row.task and row.task.key == self.chosen
        )
        above = here - 1 if self.rows[here - 1].task is None else here
        self._top = min(self._top, above)
        self._top = max(self._top, here - height + 1, 0)
        self._top = min(self._top, max(len(self.rows) - height, 0))

    def _line(self, row: RunRow, agents: Mapping[str, Agent]) -> Line:
        if row.task is None:
            return run_line(row, self.frame, self.manner)
        key = row.task.key
        commits = self.frame.commits.get(key)
        line = task_line(row.task, agents.get(key), commits, self.manner, self._room)
        if key != self.chosen:
            return line
        mark = ">" if self.manner.glyphs.is_ascii else "▸"
        return line._replace(left=(Span(mark, Tone.ACCENT), *line.left[1:]))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go down."""
        event.stop()
        self.move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go up."""
        event.stop()
        self.move(-3)
