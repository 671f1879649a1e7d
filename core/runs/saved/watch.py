"""Looks into the run folders for what is saved; of tasks that are over less often."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.files.watch import content
from core.model.run import Outcome
from core.runs.saved.records import NAME, Note, note_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.model.ground import TaskSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class Safe:
    """What is saved of all runs."""

    checkpointed: frozenset[str] = frozenset()
    """Keys of the tasks whose agents have written a checkpoint."""
    snapshotted: frozenset[str] = frozenset()
    """Keys of the tasks of whose files there is a snapshot."""
    risks: tuple[tuple[str, int], ...] = ()
    """Tokens that each agent at work has used since the last snapshot of its files, by its task."""


LARGEST = 4096
SELDOM = 25
"""Looks between two at a task that is over: what it has left is saved behind its end."""


class Saved:
    """All run folders of one state folder, and what was found in them."""

    def __init__(self, runs: str) -> None:
        self._runs = runs
        self._checkpointed: set[str] = set()
        self._snapshotted: set[str] = set()
        self._over: set[str] = set()
        """Tasks that were over at the last look."""
        self._looks = 0

    def look(self, tasks: Sequence[TaskSeen], spent: Mapping[str, int]) -> Safe:
        """Look again; `spent` are the tokens of each attempt that is at work."""
        risks, over = [], self._over
        self._looks += 1
        self._over = {task.key for task in tasks if task.is_settled}
        for task in tasks:
            if task.outcome is Outcome.QUEUED and not task.attempts:
                continue
            if task.key in over and task.key in self._over and self._looks % SELDOM:
                continue
            for name, found in (
                ("checkpoints.jsonl", self._checkpointed),
                (NAME, self._snapshotted),
            ):
                if task.key not in found and self._has(task, name):
                    found.add(task.key)
            if task.attempt in spent:
                unsaved = spent[task.attempt] - self._known(task.attempt)
                risks.append((task.key, max(0, unsaved)))
        return Safe(
            checkpointed=frozenset(self._checkpointed),
            snapshotted=frozenset(self._snapshotted),
            risks=tuple(risks),
        )

    def _has(self, task: TaskSeen, name: str) -> bool:
        return any(os.path.exists(f"{self._runs}/{one}/{name}") for one in task.folders if one)

    def _known(self, attempt: str) -> int:
        note = _note(f"{self._runs}/{attempt}")
        return note.tokens if note is not None else 0


def snapshot_of(folder: str) -> int | None:
    """Give the number of an attempt's latest snapshot; None where there is none."""
    note = _note(folder)
    return note.number or None if note is not None else None


def _note(folder: str) -> Note | None:
    return note_of(content(f"{folder}/{NAME}", LARGEST) or b"")
