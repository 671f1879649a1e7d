"""A thousand rows that all change ten times a second: our grid beside Textual's DataTable.

`python -m tests.bench.grid grid|table` is the program that is measured: it draws until
it is ended.
"""

from __future__ import annotations

import gc
import sys
import time
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App, ComposeResult
from textual.coordinate import Coordinate
from textual.widgets import DataTable

from tests.bench.pairs import row
from tests.bench.terminal import Terminal
from tests.scenes import MANY
from tui.app import Tui
from tui.room import Room
from tui.widgets.agent_grid import AgentGrid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.agent import Agent
    from core.model.frame import Frame

ROOT = Path(__file__).parents[2]
ROWS, PICTURES, PERIOD_S = 1000, 100, 0.1
CPU_SHARE = 0.12
COLUMNS = ("", "agent", "last record", "action", "tokens", "context", "model", "branch")
BEGIN_S = 4.0


def pictures() -> list[Frame]:
    """Give frames a tenth of a second apart: every agent has acted, and used tokens, in each."""
    known = MANY.agents
    agents = [replace(known[n % len(known)], key=f"k{n}", name=f"agent-{n}") for n in range(ROWS)]
    return [_later(agents, number) for number in range(PICTURES)]


def _later(agents: list[Agent], number: int) -> Frame:
    at = MANY.at + timedelta(seconds=number * PERIOD_S) if MANY.at else None
    changed = [
        replace(
            one,
            last_action=f"Bash step {number * ROWS + place}",
            progress_at=at,
            tokens=replace(one.tokens, output_tokens=one.tokens.output_tokens + number),
            context_tokens=(one.context_tokens or 0) + number * 100,
        )
        for place, one in enumerate(agents)
    ]
    return replace(MANY, at=at, agents=tuple(changed))


class Alone(Room[None]):
    """A page with nothing but the grid."""

    def compose(self) -> ComposeResult:
        """Give the grid the frames of the app."""
        yield AgentGrid().data_bind(Alone.frame, Alone.manner)


class Grid(Tui):
    """Our app, with that page."""

    def __init__(self) -> None:
        super().__init__(submit=print, color_system="truecolor", environment={"LANG": "C.UTF-8"})
        self._next = cycle(pictures())

    def get_default_screen(self) -> Room[None]:  # type: ignore[override]
        """Show the grid alone."""
        return Alone()

    def on_mount(self) -> None:
        """Begin to change."""
        super().on_mount()
        self.set_interval(PERIOD_S, self._go_on)

    def _go_on(self) -> None:
        with self.batch_update():
            self.frame = next(self._next)


class Table(App[None]):
    """The same rows in Textual's own table; only the cells that change are set."""

    def __init__(self) -> None:
        super().__init__()
        self._next = cycle([[_cells(one) for one in frame.agents] for frame in pictures()])

    def compose(self) -> ComposeResult:
        """Give the table."""
        yield DataTable()

    def on_mount(self) -> None:
        """Fill the table, and begin to change it."""
        table = self.query_one(DataTable)
        table.add_columns(*COLUMNS)
        for cells in next(self._next):
            table.add_row(*cells)
        self.set_interval(PERIOD_S, self._go_on)

    def _go_on(self) -> None:
        table = self.query_one(DataTable)
        with self.batch_update():
            for place, cells in enumerate(next(self._next)):
                for column in (3, 4, 5):
                    table.update_cell_at(Coordinate(place, column), cells[column])


def _cells(one: Agent) -> tuple[str, ...]:
    return (
        one.diagnosis.state.value,
        one.name,
        "now",
        one.last_action,
        f"{one.tokens.total:,}",
        f"{one.context_tokens:,}",
        one.model or "",
        one.branch or "",
    )


def changes(env: dict[str, str], seconds: float) -> Iterator[str]:
    """Let each draw for so long; only its CPU time counts."""
    ours, theirs = (_share(which, env, seconds) for which in ("grid", "table"))
    cells = (f"{ours * 100:.1f} %", f"{theirs * 100:.1f} %")
    name = f"{ROWS} rows changed at 10 Hz / DataTable: CPU"
    yield row(name, *cells, ours / theirs, CPU_SHARE, right=min(ours, theirs) > 0)


def _share(which: str, env: dict[str, str], seconds: float) -> float:
    args = [sys.executable, "-m", "tests.bench.grid", which]
    with Terminal(args, env, cwd=ROOT) as screen:
        screen.watch(BEGIN_S)
        cpu, began = screen.cpu(), time.perf_counter()
        screen.watch(seconds)
        return (screen.cpu() - cpu) / (time.perf_counter() - began)


if __name__ == "__main__":
    app: App[None] = Table() if sys.argv[1] == "table" else Grid()
    gc.collect()
    gc.freeze()
    app.run()
