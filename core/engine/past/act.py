"""Writes down what a run teaches, while it goes on and at its end (S4-20, S4-53)."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from core.attempts.watch import remembered
from core.clock import SystemClock
from core.handoffs.watch import papers
from core.lessons.failures import failures
from core.lessons.patterns import patterns, told_once
from core.lessons.store import keep
from core.model.past import Lesson, PastRun
from core.model.run import Outcome
from core.runs.watch import ground

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.clock import Clock
    from core.engine.ledger import Ledger
    from core.model.ground import TaskSeen
    from core.model.run import Begun, Verdict
    from core.model.where import StateFolder

SELDOM = 30.0
"""Seconds of the machine between two writings of a run that goes on. Source: ours."""


class Recorder:
    """One engine's memory of what went wrong, for later runs."""

    def __init__(self, ledger: Ledger, folder: StateFolder, clock: Clock) -> None:
        self._ledger, self._folder, self._clock = ledger, folder, clock
        self._lock = threading.Lock()
        self._new = set(ledger.unfinished())
        """Runs of which something is not written down; of those of an earlier engine it may be."""
        self._written: dict[str, float] = {}

    def note(self, run: str) -> None:
        """Something has ended in a run."""
        with self._lock:
            self._new.add(run)

    def look(self, *, is_last: bool = False) -> None:
        """Write down every run in which something has ended, at once where it is over."""
        if not self._new:
            return
        now, unfinished = SystemClock().monotonic(), set(self._ledger.unfinished())
        early = {run for run in unfinished if now - self._written.get(run, float("-inf")) < SELDOM}
        with self._lock:
            due = self._new if is_last else self._new - early
            self._new = self._new - due
        tasks = ground(self._folder).tasks if due else ()
        for run in sorted(due):
            self._written[run] = now
            try:
                self._write(run, [one for one in tasks if one.run == run])
            except OSError as error:
                self._ledger.remark("not learnt", run, f"{error.strerror or error}")

    def _write(self, run: str, tasks: Sequence[TaskSeen]) -> None:
        ends = _concluded(f"{self._folder.runs}/{run}")
        if not ends and not any(one.is_settled for one in tasks):
            return
        plan = self._ledger.plan(run)
        written = papers(self._folder.runs, tasks)
        told = [one.handoff for one in written.values() if one.handoff is not None]
        lessons = [
            Lesson(text=each.text, agents=(one.agent,), evidence=each.evidence)
            for one in told
            for each in one.lessons
        ]
        done = [one for one in tasks if one.outcome is Outcome.DONE]
        found = failures(((begun.task.key, begun.task.role, end) for begun, end in ends), tasks)
        past = PastRun(
            run=run,
            at=self._clock.now(),
            runner=plan.runner,
            tasks=len(tasks),
            done=len(done),
            at_once=sum(one.attempts == 1 for one in done),
            attempts=len(ends),
            total=plan.pace.total,
            profile=plan.pace.profile,
            patterns=patterns(found),
            lessons=told_once(lessons),
        )
        keep(self._folder.root, plan.git_folder, past)


def _concluded(folder: str) -> list[tuple[Begun, Verdict]]:
    """Give the attempts of a run that are over, in the order of their permits."""
    found = (remembered(str(path.parent)) for path in Path(folder).glob("*/attempt.json"))
    over = [(begun, end) for begun, end in found if begun is not None and end is not None]
    return sorted(over, key=lambda one: one[0].permit)
