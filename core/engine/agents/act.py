"""Works beside the engine's own flow: makes worktrees, and takes snapshots of what is in them."""

from __future__ import annotations

import os
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from core.clock import SystemClock
from core.model.snapshot import Boundary
from core.runs.saved.act import note
from core.worktrees.store import take

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.clock import Clock
    from core.engine.ledger import Ledger
    from core.model.run import Attempt, Task
    from core.model.where import StateFolder
    from core.runners.stream import Told

NICE = 10
"""Whoever starts or ends goes before whoever saves."""
AT_ONCE = 2
"""Snapshots at a time: thirty agents may end together."""
APART = 30.0
"""Seconds of the machine between two snapshots in the middle of a turn. Source: ours."""
SOON = 0.25
"""Seconds of the machine for which an engine waits for worktrees before it goes on without them."""
LATE = 30.0
"""Seconds for which an engine that ends waits for those that are being made. Source: ours."""


class Preparer:
    """Makes worktrees, one batch at a time; git may take long, and nobody waits for it (S4-01)."""

    def __init__(self, prepare: Callable[[], None], wake: Callable[[], None]) -> None:
        self._prepare, self._wake = prepare, wake
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="worktrees")
        self._batch: Future[None] | None = None

    def look(self) -> None:
        """Begin a batch, or go on with the one that is under way; raises what went wrong in it."""
        if self._batch is None:
            self._batch = self._pool.submit(self._prepare)
            self._batch.add_done_callback(lambda _: self._wake())
        if wait([self._batch], timeout=SOON).done:
            batch, self._batch = self._batch, None
            batch.result()

    def close(self) -> None:
        """Let git end what it has begun."""
        if self._batch is not None:
            wait([self._batch], timeout=LATE)
        self._pool.shutdown(wait=False, cancel_futures=True)


class Keeper:
    """One engine's snapshots; they are taken on threads of their own."""

    def __init__(self, ledger: Ledger, folder: StateFolder, clock: Clock) -> None:
        self._ledger, self._folder, self._clock = ledger, folder, clock
        self._saved: dict[str, tuple[int, float]] = {}
        """Edits that were answered by the last snapshot of an attempt, and when that was."""
        self._busy: set[str] = set()
        self._complained: set[str] = set()
        self._threads: list[threading.Thread] = []
        self._few = threading.Semaphore(AT_ONCE)

    def look(self, live: Sequence[tuple[Attempt, Task, Told]]) -> None:
        """Begin to save whoever has edited something since, at the end of a turn or in between."""
        now = SystemClock().monotonic()
        for attempt, task, told in live:
            edits, at = self._saved.setdefault(attempt.key, (0, now))
            is_due = told.is_at_rest or now - at >= APART
            if told.edits > edits and is_due and attempt.key not in self._busy:
                self._busy.add(attempt.key)
                self._saved[attempt.key] = told.edits, now
                self._begin(attempt.key, task, told.tokens, Boundary.TURN)

    def end(self, key: str, task: Task, told: Told) -> None:
        """Begin to save what an attempt has left; whoever ends is not held up by that."""
        self._saved.pop(key, None)
        if told.edits and task.worktree:
            self._begin(key, task, told.tokens, Boundary.ATTEMPT)

    def close(self) -> None:
        """Wait for the snapshots that were begun."""
        for thread in [*self._threads]:
            thread.join()

    def _begin(self, *given: *tuple[str, Task, int, Boundary]) -> None:
        thread = threading.Thread(target=self._save, args=given, daemon=True)
        self._threads = [one for one in self._threads if one.is_alive()]
        self._threads.append(thread)
        thread.start()

    def _save(self, key: str, task: Task, tokens: int, boundary: Boundary) -> None:
        try:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)  # and git's with it
            with self._few:
                self._take(key, task, tokens, boundary)
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
