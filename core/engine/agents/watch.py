"""Reads what agents have handed in, and what the earlier attempts at a task have come to."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import TYPE_CHECKING

from core.attempts.watch import remembered
from core.files.watch import content
from core.handoffs.records import checkpoints, handoff
from core.handoffs.watch import open_blockers
from core.model.handoff import Handoff
from core.model.run import Standing, attempt_of
from core.runs.watch import ground

if TYPE_CHECKING:
    from core.clock import Clock
    from core.model.run import Verdict
    from core.model.where import StateFolder

LARGEST = 1 << 20
FRESH = 5.0
"""Seconds of the machine for which blockers are not looked up again."""


def earlier(folder: str) -> list[tuple[str, Verdict]]:
    """Give the run folders of the task's other attempts that have run, and how they ended."""
    mine = Path(folder)
    task = attempt_of(mine.name).task
    found = []
    for other in mine.parent.glob(f"{glob.escape(task)}*"):
        begun, verdict = remembered(str(other))
        if begun is not None and verdict is not None:
            is_ours = begun.attempt.task == f"{mine.parent.name}/{task}"
            if is_ours and verdict.standing in (Standing.ENDED, Standing.LOST):
                found.append((begun.attempt.number, begun.attempt.start, str(other), verdict))
    return [(path, one) for _, _, path, one in sorted(found, key=lambda each: each[:2])]


def last_checkpoint(folder: str) -> str:
    """Give what an attempt wrote down last as done and as next; nothing where it wrote nothing."""
    known = checkpoints(content(f"{folder}/checkpoints.jsonl", LARGEST) or b"")
    if not known:
        return ""
    last = known[-1]
    return f"done: {last.done}; next: {last.next}" if last.next else f"done: {last.done}"


def handoff_of(folder: str) -> Handoff | None:
    """Give what an attempt has handed in; None where there is nothing that can be read."""
    found = handoff(content(f"{folder}/handoff.json", LARGEST) or b"", folder)
    return found if isinstance(found, Handoff) else None


def trouble(told: Handoff | None, *statuses: str) -> str:
    """Say why an attempt was handed in as `blocked` or `failed`; nothing where it was not."""
    if told is None or told.status not in statuses:
        return ""
    return next((one.text for one in told.blockers), told.summary) or "no reason was given"


class Blockers:
    """The critical blockers of a state folder, looked up again when they may be old."""

    def __init__(self, folder: StateFolder, machine: Clock) -> None:
        self._folder, self._machine = folder, machine
        self._known: tuple[str, ...] = ()
        self._at = float("-inf")

    def look(self) -> tuple[str, ...]:
        """Name them as `task: blocker`."""
        now = self._machine.monotonic()
        if now - self._at >= FRESH:
            self._at = now
            self._known = open_blockers(self._folder.runs, ground(self._folder).tasks)
        return self._known
