"""Were the promises kept? Asks the kernel's history only, and shares no code with the engine."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.simulation.history import RIVAL
from tests.simulation.limits import Limits
from tests.simulation.messages import Messages
from tests.simulation.retries import Retries, task_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.run import Task
    from tests.simulation.history import Happening, History

LATE = 1.0 + 0.05
"""Seconds after a pause in which a start that was granted before may still appear; and a fork."""
EARLY = 1e-6
FULL = 0.8
SILENCE = 60.0
"""Seconds without a start after one that got no answer."""
COUNTS = 60.0 + EARLY
"""Seconds that a yes of the tracker counts."""


@dataclass
class Audit:
    """One pass over a history, with what is known at each line of it."""

    tasks: dict[str, Task]
    broken: list[str] = field(default_factory=list)
    permits: set[str] = field(default_factory=set)
    live: Counter[str] = field(default_factory=Counter)
    """Processes of each attempt, shims left out."""
    begun: Counter[str] = field(default_factory=Counter)
    over: set[str] = field(default_factory=set)
    """Tasks that are done, escalated or cancelled."""
    well: set[str] = field(default_factory=set)
    paused_at: float | None = None
    slots: int | None = None
    silence_at: float = -1e9
    """When the machine last did not answer."""
    budget: float = 0.0
    used: float = 0.0
    """Tokens of all agents, by what the engine was told."""
    grants: list[float] = field(default_factory=list)
    ended: dict[str, float] = field(default_factory=dict)
    """When an attempt last gave its permit back."""
    rebooted: float = -1e9
    said: dict[str, tuple[float, str, str]] = field(default_factory=dict)
    """Of each attempt, the last word of the tracker: when, at which end, what."""

    def note(self, promise: str, line: Happening, why: str) -> None:
        """One promise was broken."""
        self.broken.append(f"{promise} at {line.at:.3f}: {line.whom}: {why}")

    def read(self, line: Happening) -> None:
        """Take one line of the history."""
        what = line.what.split()[0]
        kind, _, whom = line.whom.rpartition(" ")
        match what:
            case "began":
                self._began(line, kind, whom)
            case "told" if line.with_ == ("well",):
                self.well.add(task_of(line.whom))
            case "ended":
                self.live[whom] -= 1
            case "granted":
                self._granted(line)
            case "given":
                self._given_back(line)
            case "silence" | "pause" | "resume" | "slots" | "said" | "budget" | "waive" | "used":
                self._told(line)
            case "done" | "unproven" | "escalated" | "cancelled":
                self._settled(line)
            case _:
                pass

    def _told(self, line: Happening) -> None:
        """Take an order, or a word of the tracker."""
        match line.what:
            case "pause":
                self.paused_at = line.at if self.paused_at is None else self.paused_at
            case "resume":
                self.paused_at = None
            case "slots":
                self.slots = int(line.number)
            case "silence":
                self.silence_at = line.at
            case "budget":
                self.budget = line.number
            case "used":
                self.used = line.number
            case "waive":  # what holds is lifted, and what is to come is no budget's any more
                self.budget = math.inf
            case _:
                self.said[line.whom] = (line.at, *line.with_)  # type: ignore[assignment]

    def _began(self, line: Happening, kind: str, attempt: str) -> None:
        self.live[attempt] += 1
        if kind != "agent":
            return
        self.begun[attempt] += 1
        others = {one for one in line.with_ if one != attempt}
        if others:
            self.note("P1", line, f"writes beside {sorted(others)}")
        if attempt.startswith(RIVAL):
            return
        if self.begun[attempt] > 1:
            self.note("P3", line, "ran twice")
        if attempt not in self.permits:
            self.note("P2", line, "runs without a permit")
        if task_of(attempt) in self.well or task_of(attempt) in self.over:
            self.note("P4", line, "its task was over")
        if self.paused_at is not None and line.at > self.paused_at + LATE:
            self.note("P6", line, f"began {line.at - self.paused_at:.2f} s after a pause")

    def _granted(self, line: Happening) -> None:
        task = self.tasks[task_of(line.whom)]
        alive = [one for one, n in self.live.items() if n and task_of(one) == task.key]
        if alive:
            self.note("S4-27", line, f"permitted while {alive} lives in its worktree")
        pace = task.pace
        most = pace.total if self.slots is None else self.slots
        self.permits.add(line.whom)
        if len(self.permits) > most:
            self.note("P2", line, f"permit {len(self.permits)} of {most}")
        if self.paused_at is not None:
            self.note("P6", line, "granted during a pause")
        if self.grants and line.at - self.grants[-1] < pace.spacing - EARLY:
            self.note("P7", line, f"only {line.at - self.grants[-1]:.3f} s after the last")
        self.grants.append(line.at)
        if line.at - self.silence_at < SILENCE - EARLY:
            self.note("S3-22", line, "granted although the machine does not answer")
        if self.used >= FULL * self.budget:
            self.note("S1-11", line, f"{self.used:g} of {self.budget:g} tokens are used")
        self._cooled(line, pace.cooldown)
        at, when, word = self.said.get(line.whom, (-1e9, "", ""))
        if task.validates and ((when, word) != ("before", "yes") or line.at - at > COUNTS):
            self.note("S3-25", line, f"granted, and the tracker said {word or 'nothing'}")

    def _cooled(self, line: Happening, cooldown: float) -> None:
        """Six starts in a row take a cooldown at least, wherever the wave began."""
        last = self.grants[-6:]
        gaps = [after - before for before, after in itertools.pairwise(last)]
        if len(last) > 5 and max(gaps) < cooldown - EARLY:
            self.note("P7", line, "six starts without a cooldown")

    def _given_back(self, line: Happening) -> None:
        self.permits.discard(line.whom)
        self.ended[line.whom] = line.at
        if self.live[line.whom] > 0:
            self.note("P2", line, "its permit is free while it lives")

    def _settled(self, line: Happening) -> None:
        if line.whom in self.over:
            self.note("P4", line, "settled twice")
        words = [word[1:] for whom, word in self.said.items() if task_of(whom) == line.whom]
        if line.what == "done" and self.tasks[line.whom].proves and ("after", "yes") not in words:
            self.note("S3-27", line, "done, and the tracker did not say so")
        self.over.add(line.whom)


def violations(history: History, tasks: tuple[Task, ...]) -> list[str]:
    """Name every promise that a history breaks: P1 to P7, P10, and the rules that have an id."""
    known = {task.key: task for task in tasks}
    audit = Audit(known)
    parts = (Retries(known), Messages(), Limits(known))
    for line in history.lines:
        audit.read(line)
        if line.whom.startswith(RIVAL) or f" {RIVAL}" in line.whom:
            continue
        for part in parts:
            for promise, why in part.read(line):
                audit.note(promise, line, why)
    at_end = (found for part in parts for found in part.end())
    told = [f"{promise} at the end: {whom}: {why}" for promise, whom, why in at_end]
    return [*audit.broken, *told, *_lost(audit, history)]


def _lost(audit: Audit, history: History) -> Iterator[str]:
    if not any(line.what == "all over" for line in history.lines):
        yield f"P5: never ended: {sorted(audit.tasks.keys() - audit.over)}"
    for task in sorted(audit.tasks.keys() - audit.over):
        yield f"P5: {task} was lost"
    if audit.permits:
        yield f"P5: permits never given back: {sorted(audit.permits)}"
