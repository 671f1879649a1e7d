"""The tasks of our runs among the sessions: whose session is whose, how each is, and why."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from core.model.agent import Agent, AgentId, Kind, Saving
from core.model.diagnosis import Cause, Diagnosis, State
from core.model.ground import NO_GROUND
from core.model.limits import LIMITS
from core.model.run import Outcome
from core.model.suspend import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from core.model.ground import Ground, TaskSeen

COUNTED = 50
"""Places in the queue that are told one by one."""
_BAD_ENDS = frozenset({State.QUOTA, State.FAILED, State.UNPROVEN})
_BETWEEN = frozenset({Cause.META, Cause.EXIT})
"""Of who is at work: its first record is awaited, or its exit."""
_NOT_ITS_OWN = frozenset({Cause.ORPHAN, Cause.STOPPED, Cause.KILLED})
"""What a transcript says of a process; of ours the exit verdict says it."""


class Tasks:
    """Every task by the session of its latest attempt; sessions of earlier ones fold into it."""

    def __init__(self) -> None:
        self.ground = NO_GROUND
        self.by_session: dict[str, TaskSeen] = {}
        self.folded: dict[str, str] = {}
        """The latest session, by that of an earlier attempt."""
        self.changed: set[AgentId] = set()
        """Whose rows are old."""
        self.are_others = False
        """There are other tasks, or other attempts, than there were."""
        self._asked: dict[str, str] = {}
        self._saving: dict[str, Saving] = {}
        self._queue: dict[str, int] = {}
        self._first = ""
        self._begins: dict[str, datetime] = {}
        """Since when those wait who are said to begin, or to end, by session."""
        self._silent: dict[str, int] = {}
        """For how many minutes they were last said to, once that is too long."""
        self._said = ""
        """What the first in the queue was last said to wait for."""

    def take(self, ground: Ground) -> None:
        """Note what is another now."""
        before, self.ground = self.by_session, ground
        asked = dict(ground.questions)
        now = self.by_session = {one.session_id: one for one in ground.tasks if one.session_id}
        old = {session for session, task in now.items() if before.get(session) is not task}
        places = queue(ground.tasks)
        old |= {session for session, place in places.items() if self._queue.get(session) != place}
        self._queue, self._first = places, next(iter(places), "")
        saving = _savings(ground)
        is_new = _differing(asked, self._asked) | _differing(saving, self._saving)
        old |= {session for session, task in now.items() if task.key in is_new}
        self._asked, self._saving = asked, saving
        self.changed |= {AgentId(session) for session in old}
        if before.keys() != now.keys():
            self.are_others = True
            self.folded = {one: task.session_id for task in ground.tasks for one in task.earlier}

    def of(self, who: AgentId) -> TaskSeen | None:
        """Give the task whose latest attempt an agent belongs to."""
        return self.by_session.get(who.session_id)

    def waiting(self, session_id: str, at: datetime) -> str:
        """Say what a task in the queue waits for."""
        place = self._queue.get(session_id)
        return waits(self.ground, place, at) if place else ""

    def row(self, own: Agent | None, task: TaskSeen, key: str, at: datetime) -> Agent:
        """Give a task's row: `own` is that of its latest attempt's session, if there is one."""
        seen = own.diagnosis if own is not None else None
        row = own or Agent(id=AgentId(task.session_id), key=key, kind=Kind.TASK, name=task.id)
        found = diagnosed(
            task, seen, self.waiting(task.session_id, at), self._asked.get(task.key, "")
        )
        return replace(
            row,
            kind=Kind.TASK,
            name=task.id,
            agent_type=task.role,
            diagnosis=self._lasting(found, task, row.progress_at or task.started_at, at),
            branch=task.branch,
            worktree=task.worktree or row.worktree,
            repository=row.repository or task.repository or None,
            task=task.key,
            saving=self._saving.get(task.key) if own is not None else None,
            place=task.place,
        )

    def stir(self, at: datetime) -> None:
        """Find the rows that are old by the time alone.

        The first in the queue counts the seconds, and who is silent the minutes.
        """
        silent = {
            session: self._minutes(since, at)
            for session, since in self._begins.items()
            if session in self.by_session
        }
        self.changed |= {AgentId(session) for session in _differing(silent, self._silent)}
        self._silent = silent
        said = self.waiting(self._first, at)
        if said != self._said:
            self._said = said
            if self._first:
                self.changed.add(AgentId(self._first))

    def _lasting(
        self, found: Diagnosis, task: TaskSeen, since: datetime | None, at: datetime
    ) -> Diagnosis:
        """Say of who is said to begin, or to end, for too long that it is silent (S4-30)."""
        is_between = task.outcome is Outcome.RUNNING and found.cause in _BETWEEN
        if since is None or not is_between:
            self._begins.pop(task.session_id, None)
            return found
        self._begins[task.session_id] = since
        minutes = self._minutes(since, at)
        if not minutes:
            return found
        because = f"the same for {minutes} min: {found.because}"
        return replace(found, state=State.STALLED, cause=Cause.SILENCE, because=because)

    def _minutes(self, since: datetime, at: datetime) -> int:
        """Give for how long nothing has changed, once that is too long."""
        still = counted(since, at, self.ground.slept)
        return int(still.total_seconds() / 60) if still >= LIMITS.silent else 0

    def keys(self, taken: Collection[str]) -> dict[AgentId, str]:
        """Name each row by its task, with its run where the id alone is not its own."""
        tasks = self.by_session.values()
        ids = Counter(task.id for task in tasks)
        return {
            AgentId(one.session_id): one.key if ids[one.id] > 1 or one.id in taken else one.id
            for one in tasks
        }

    def lively(self, since: datetime | None) -> set[str]:
        """Name the sessions that count as active: of runs that go on, or began since then."""
        going = {task.run for task in self.by_session.values() if not task.is_settled}
        return {
            session
            for session, task in self.by_session.items()
            if since is None
            or task.run in going
            or (task.began_at is not None and task.began_at >= since)
        }


def session_of(run_folder: str) -> str:
    """Give the session of an attempt, known from its run folder before it begins.

    >>> session_of("/state/runs/batch-1a2b3c4d/ai-962")
    '89b6d898-215d-5cfb-8e63-5746f4444e9d'
    """
    return str(uuid.uuid5(uuid.NAMESPACE_URL, run_folder))


def queue(tasks: Iterable[TaskSeen]) -> dict[str, int]:
    """Give the places in the queue of those who wait, by session; 1 is next.

    All who are far behind have the same place: no start makes their rows anew.
    """
    waiting = (task for task in tasks if task.outcome is Outcome.QUEUED)
    return {one.session_id: min(place, COUNTED + 1) for place, one in enumerate(waiting, start=1)}


def waits(ground: Ground, place: int, at: datetime) -> str:
    """Say what a task waits for that has this place in the queue."""
    if place > COUNTED:
        return f"more than {COUNTED - 1} wait before it in the queue"
    if place > 1:
        return f"place {place} in the queue"
    if ground.engine is None:
        return "first in the queue; no engine runs"
    if ground.next is None:
        return "first in the queue"
    return ground.next.said(at)


def diagnosed(
    task: TaskSeen, seen: Diagnosis | None, waiting: str, question: str = ""
) -> Diagnosis:
    """Judge a task by what has become of it, and while it runs by what its session shows.

    `question` is what its agent asks and nobody has answered. `seen` is what the transcript of its
    latest attempt means, if there is one. How it ended is told by exit code and last error record,
    never by what it says itself (decisions, fine print 6).
    """
    match task.outcome:
        case Outcome.QUEUED:
            again = f"attempt {task.attempts + 1} after {task.because}; " if task.because else ""
            return _is(State.QUEUED, Cause.PERMIT, f"{again}{waiting}")
        case Outcome.RUNNING if question:
            return _is(State.NEEDS_YOU, Cause.QUESTION, f"asks: {question}")
        case Outcome.RUNNING:
            return _running(seen)
        case Outcome.DONE:
            return _done(seen)
        case Outcome.PROVING:
            why = task.because or "it ended well; what its plan expects is being looked at"
            return _is(State.WORKING, Cause.EXIT, why)
        case Outcome.UNPROVEN:
            return _is(State.UNPROVEN, Cause.MISSING, task.because)
        case Outcome.ESCALATED:
            return _is(State.NEEDS_YOU, Cause.ESCALATED, task.because or "it was given up on")
        case Outcome.CANCELLED | Outcome.TAKEN:
            return _is(State.FAILED, Cause.STOPPED, task.because or "stopped by order")
        case _:
            assert_never(task.outcome)


def _running(seen: Diagnosis | None) -> Diagnosis:
    """Give what its session shows; that it is over is said by its exit alone."""
    if seen is None:
        return _is(State.STARTING, Cause.META, "it has its permit; no first record yet")
    if seen.state is State.DONE:
        return replace(
            seen, state=State.WORKING, cause=Cause.EXIT, because="its turn ended; its exit is next"
        )
    if seen.state is State.FAILED and seen.cause in _NOT_ITS_OWN:
        because = f"{seen.because}; its exit verdict is awaited"
        return replace(seen, state=State.WORKING, cause=Cause.EXIT, because=because)
    return seen


def _done(seen: Diagnosis | None) -> Diagnosis:
    """A good exit is believed unless an error record is last, or something claimed is missing."""
    if seen is not None and seen.state in _BAD_ENDS and seen.cause not in _NOT_ITS_OWN:
        return replace(seen, because=f"its exit was good, but {seen.because}")
    return _is(State.DONE, Cause.EXIT, "its process ended well")


def _is(state: State, cause: Cause, because: str) -> Diagnosis:
    return Diagnosis(state=state, cause=cause, because=because)


def _savings(ground: Ground) -> dict[str, Saving]:
    """Tell by task what would outlive each agent at work that is asked for checkpoints."""
    risks = dict(ground.risks)
    return {
        task.key: Saving(
            has_checkpoint=task.key in ground.checkpointed, at_risk=risks.get(task.key, 0)
        )
        for task in ground.tasks
        if task.outcome is Outcome.RUNNING and task.asks_checkpoints
    }


def _differing(now: Mapping[str, object], before: Mapping[str, object]) -> set[str]:
    """Name what is another, new or gone."""
    return {key for key in {*now, *before} if now.get(key) != before.get(key)}
