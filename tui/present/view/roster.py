"""Which agents stand in the grid, and in which rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.diagnosis import needs_a_look
from tui.present.view.order import arrange, may_rank, ranks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from core.model.agent import Agent
    from core.model.frame import Frame
    from tui.present.view.filters import Filter
    from tui.present.view.wishes import Group, Ordering


class Roster:
    """The agents that a filter lets through, in rows that do not change places all the time."""

    def __init__(self) -> None:
        self.agents: dict[str, Agent] = {}
        self.rows: list[str | Group] = []
        """Keys of agents, under their groups if these are wanted."""
        self.ranked: tuple[Agent, ...] | None = None
        """The agents as they were when they were last put in order."""
        self._places: dict[str, int] = {}
        self._shown: Filter | None = None
        self._ranked_at: datetime | None = None
        self._touched_at: datetime | None = None

    def fill(self, frame: Frame, shown: Filter, ordering: Ordering) -> tuple[bool, bool]:
        """Take a frame's agents: whether they were put in order, and whether rows are others."""
        if self.ranked is frame.agents and self._shown is shown:
            return False, False
        before, holds, is_open = self.agents.keys(), shown.holds, not shown.terms
        self._shown = shown
        self.agents = {a.key: a for a in frame.agents if is_open or holds(a)}
        is_due = self.ranked is not frame.agents
        is_due = is_due and may_rank(frame.at, self._ranked_at, self._touched_at)
        if is_due:
            self._places = ranks(self.agents.values(), ordering)
            self._ranked_at, self.ranked = frame.at, frame.agents
        is_other = is_due or self.agents.keys() != before
        if is_other:
            self.rows = arrange(self.agents, self._places, ordering)
        return is_due, is_other

    def forget_order(self) -> None:
        """Let the next frame put them in order, at once."""
        self._ranked_at = self.ranked = None

    def touch(self, at: datetime | None) -> None:
        """Note when a person last moved the cursor: rows must not run away under it."""
        self._touched_at = at

    def keys(self) -> list[str]:
        """Give the agents by row."""
        return [row for row in self.rows if isinstance(row, str)]

    def row_of(self, key: str) -> int | None:
        """Give an agent's row."""
        return self.rows.index(key) if key in self.agents and key in self.rows else None

    def near(self, row: int) -> str:
        """Give the agent that stands at a row now, or the one above it."""
        below = [key for key in self.rows[row:] if isinstance(key, str)]
        return below[0] if below else (self.keys() or [""])[-1]

    def beside(self, key: str, rows: int) -> str:
        """Give the agent so many agents further down, or the last there is."""
        keys = self.keys()
        here = keys.index(key) if key in keys else 0
        return keys[min(max(here + rows, 0), len(keys) - 1)] if keys else ""

    def problem(self, key: str, step: int) -> str | None:
        """Give the next agent that needs a look, round the end, if there is one."""
        keys = self.keys()
        here = keys.index(key) if key in keys else 0
        found = (keys[(here + step * distance) % len(keys)] for distance in _upto(keys))
        return next((key for key in found if needs_a_look(self.agents[key].diagnosis)), None)


def _upto(keys: list[str]) -> Iterable[int]:
    return range(1, len(keys) + 1)
