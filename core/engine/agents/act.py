"""Takes snapshots of what agents have changed: after turns that edited, and at every end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from core.clock import SystemClock
from core.model.snapshot import Boundary
from core.runs.saved.act import note
from core.worktrees.store import take

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.clock import Clock
    from core.engine.ledger import Ledger
    from core.model.run import Attempt, Task
    from core.model.where import StateFolder
    from core.runners.stream import Told

APART = 30.0
"""Seconds of the machine between two snapshots in the middle of a turn. Source: ours."""


class Keeper:
    """One engine's snapshots; those in the middle of the work are taken on threads of their own."""

    def __init__(self, ledger: Ledger, folder: StateFolder, clock: Clock) -> None:
        self._ledger, self._folder, self._clock = ledger, folder, clock
        self._saved: dict[str, tuple[int, float]] = {}
        """Edits that were answered by the last snapshot of an attempt, and when that was."""
        self._busy: set[str] = set()
        self._complained: set[str] = set()

    def look(self, live: Sequence[tuple[Attempt, Task, Told]]) -> None:
        """Begin to save whoever has edited something since, at the end of a turn or in between."""
        now = SystemClock().monotonic()
        for attempt, task, told in live:
            edits, at = self._saved.get(attempt.key, (0, float("-inf")))
            is_due = told.is_at_rest or now - at >= APART
            if told.edits > edits and is_due and attempt.key not in self._busy:
                self._busy.add(attempt.key)
                self._saved[attempt.key] = told.edits, now
                given = (attempt.key, task, told.tokens)
                threading.Thread(target=self._turn, args=given, daemon=True).start()

    def end(self, key: str, task: Task, told: Told) -> None:
        """Save what an attempt has left, before anything follows it."""
        self._saved.pop(key, None)
        if told.edits and task.worktree:
            self._take(key, task, told.tokens, Boundary.ATTEMPT)

    def _turn(self, key: str, task: Task, tokens: int) -> None:
        try:
            self._take(key, task, tokens, Boundary.TURN)
        finally:
            self._busy.discard(key)

    def _take(self, key: str, task: Task, tokens: int, boundary: Boundary) -> None:
        taken = take(
            self._folder,
            task.worktree,
            task.key,
            boundary=boundary,
            at=self._clock.now(),
            attempt=key,
        )
        if taken.because and task.key not in self._complained:
            self._complained.add(task.key)
            self._ledger.remark("no snapshot", task.key, taken.because)
        if not taken.because:
            number = taken.snapshot.number if taken.snapshot is not None else 0
            note(f"{self._folder.runs}/{key}", number, tokens)
