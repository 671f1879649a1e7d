"""The real state, watched: an engine may die around every commit, and the audit looks on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.runs.store import State
from core.spawn.store import GateRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from core.model.gate import Gate
    from tests.simulation.history import History
    from tests.simulation.world import World


class Watched(State):
    """The real state; an engine may die before and after every commit, and the audit looks on."""

    def __init__(self, world: World, history: History) -> None:
        super().__init__(":memory:")
        self._world, self._history = world, history
        self._changes = 0
        self._gate: Gate | None = None
        self._settled: dict[str, str] = {}

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction that an engine may not live to commit."""
        self._world.point()
        with super().transaction() as db:
            yield db
            self._world.point()
        if self._db.total_changes != self._changes:
            self._changes = self._db.total_changes
            self._look()
        self._world.point()

    def _look(self) -> None:
        at, before, now = self._world.true, self._gate, GateRow(self._db).read()
        if now is not before and now != before:
            old = {} if before is None else {one.attempt: one for one in before.permits}
            new = {one.attempt: one for one in now.permits}
            for attempt in new.keys() - old.keys():
                self._history.add(at, "granted", attempt, len(new))
            for attempt in old.keys() - new.keys():
                self._history.add(at, "given back", attempt)
            self._gate = now
        for task, outcome in self.outcomes().items():
            if self._settled.get(task) != outcome:
                self._settled[task] = outcome
                self._history.add(at, outcome, task)
