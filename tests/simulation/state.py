"""The real state, watched: an engine may die around every commit, and the audit looks on."""

from __future__ import annotations

import json
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
        self._holds: tuple[str, ...] = ()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction that an engine may not live to commit."""
        self._world.point()
        with super().transaction() as db:
            yield db
            at = self._world.true  # the machine may fall asleep before it commits
            self._world.point()
        if self._db.total_changes != self._changes:
            self._changes = self._db.total_changes
            self._look(at)
        self._world.point()

    def keep(self) -> None:
        """Say, at the end, what is written down of the end of every attempt."""
        rows = self._db.execute("select key, verdict from attempt where verdict is not null")
        for key, verdict in rows.fetchall():
            one = json.loads(verdict)
            told = one["standing"], str(one.get("code")), one.get("because", "")
            self._history.add(self._world.true, "kept", key, 0.0, *told)
            self._history.add(self._world.true, "unsent", key, 0.0, *one.get("unsent", ()))

    def _look(self, at: float) -> None:
        before, now = self._gate, GateRow(self._db).read()
        if now is not before and now != before:
            old = {} if before is None else {one.attempt: one for one in before.permits}
            new = {one.attempt: one for one in now.permits}
            for attempt in new.keys() - old.keys():
                self._history.add(at, "granted", attempt, len(new))
            for attempt in old.keys() - new.keys():
                self._history.add(at, "given back", attempt)
            self._gate = now
            holds = tuple(halt.kind for halt in now.halts)
            if holds != self._holds:
                self._holds = holds
                self._history.add(at, "holds", "", 0.0, *holds)
        for task, outcome in self.outcomes().items():
            if self._settled.get(task) != outcome:
                self._settled[task] = outcome
                self._history.add(at, outcome, task)
