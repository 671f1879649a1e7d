"""Rows of `state.db` as nouns: tasks, what comes next, and the lines of the journal."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from core.clean import clean
from core.model.ground import Entry, Health, Holding, NextSpawn, TaskSeen
from core.model.pace import TOP, safest
from core.model.run import SETTLED, Outcome
from core.model.runner import Runner
from core.runs.tasks import session_of
from core.template.places import asks_for_checkpoints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from core.model.gate import Gate

    TaskRow = tuple[str, str, str, str, str, str, str, str, int, str]
    AttemptRow = tuple[str, str, str]
    EntryRow = tuple[int, str, str, str, str]


class _Held(msgspec.Struct):
    by: str = ""
    because: str = ""
    left: float | None = None


class _Answer(msgspec.Struct):
    because: str = ""
    held: list[_Held] = []


class _Check(msgspec.Struct):
    says: str = ""


class _Order(msgspec.Struct):
    by: str = ""
    because: str = ""
    number: int = 0
    subject: str = ""


class _Rest(msgspec.Struct):
    """Whatever an entry rests on, as far as a person asks why."""

    because: str = ""
    verdict: _Answer | None = None
    halt: _Answer | None = None
    order: _Order | None = None
    checks: list[_Check] = []


class _Run(msgspec.Struct):
    repository: str = ""
    runner: str = ""
    brief: str = ""

    @property
    def asks_checkpoints(self) -> bool:
        """Whether its agents are to write checkpoints."""
        return asks_for_checkpoints(self.brief, is_rehearsed=self.runner == Runner.REHEARSAL)


class _Pace(msgspec.Struct):
    total: int = 5
    most: int = TOP
    spacing: float = 2.0


class TaskRows:
    """The tasks of all runs; one whose row is as it was stays the same object."""

    def __init__(self, runs: str) -> None:
        self._runs = runs
        self._known: dict[str, tuple[object, TaskSeen]] = {}
        self._started: dict[str, str] = {}

    def seen(
        self,
        rows: Sequence[TaskRow],
        attempts: Iterable[AttemptRow],
        runs: Iterable[tuple[str, str, str]],
        started: Callable[[str], str],
    ) -> tuple[TaskSeen, ...]:
        """Give every task with its attempts, in the order of the plans.

        `started` says when an attempt that is at work got its permit.
        """
        tried: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for task, key, state in attempts:
            tried[task].append((key, state))
            if state == "live" and key not in self._started:
                self._started[key] = started(key)
        began = {key: (at, document) for key, at, document in runs}
        known: dict[str, tuple[object, TaskSeen]] = {}
        for row in rows:
            key, run = row[0], row[1]
            asked = (row, tuple(tried[key]), began.get(run, ("", "")))
            before = self._known.get(key)
            is_same = before is not None and before[0] == asked
            known[key] = before if before is not None and is_same else (asked, self._task(*asked))
        self._known = known
        return tuple(task for _, task in known.values())

    def _task(
        self, row: TaskRow, attempts: tuple[tuple[str, str], ...], run: tuple[str, str]
    ) -> TaskSeen:
        key, name, branch, role, outcome, because, worktree, start, place, _ = row
        sessions = [session_of(f"{self._runs}/{attempt}") for attempt, _ in attempts]
        began, document = run
        plan = msgspec.json.decode(document, type=_Run) if document else _Run()
        latest, state = attempts[-1] if attempts else ("", "")
        started = self._started.get(latest, "") if state == "live" else ""
        return TaskSeen(
            key=clean(key),
            run=clean(name),
            id=clean(key.rpartition("/")[2]),
            branch=clean(branch),
            role=clean(role),
            outcome=Outcome(outcome),
            attempts=sum(state != "queued" for _, state in attempts),
            because=clean(because),
            attempt=clean(latest),
            session_id=sessions[-1] if sessions else "",
            earlier=tuple(sessions[:-1]),
            place=place,
            worktree=clean(worktree),
            start_commit=clean(start),
            repository=clean(plan.repository),
            began_at=_instant(began) if began else None,
            started_at=_instant(started) if started else None,
            asks_checkpoints=plan.asks_checkpoints,
        )


def limits(rows: Iterable[TaskRow]) -> tuple[int, int, float]:
    """Give the largest number of slots that a plan wants, how many are safe, the longest delay.

    What is safe is the least of what was calculated for a run that is not over.
    """
    rows = list(rows)
    known = {text: msgspec.json.decode(text, type=_Pace) for text in {row[9] for row in rows}}
    open_ = {row[9] for row in rows if Outcome(row[4]) not in SETTLED}
    return (
        max((pace.total for pace in known.values()), default=0),
        safest(known[text].most for text in open_),
        max((pace.spacing for pace in known.values()), default=0.0),
    )


def next_spawn(verdict: tuple[str, str, str] | None) -> NextSpawn | None:
    """Give what the gate said last, and when what it said is over: (at, kind, document)."""
    if verdict is None or verdict[1] != "hold":
        return None
    answer = msgspec.json.decode(verdict[2], type=_Rest).verdict
    if answer is None or not answer.held:
        return None
    said = _instant(verdict[0])
    return NextSpawn(
        holdings=tuple(
            Holding(
                by=clean(one.by),
                because=clean(one.because),
                until=None if one.left is None else said + timedelta(seconds=one.left),
            )
            for one in answer.held
        )
    )


def health(gate: Gate, spacing: float, started: str) -> Health:
    """Give what the checklist asks of the past; `started` is when the last permit was granted."""
    breaker = gate.breaker
    return Health(
        started_at=_instant(started) if started else None,
        spacing=spacing,
        failures=breaker.failures,
        is_open=breaker.hold is not None,
        steps=breaker.steps,
        unseen=tuple(clean(one.task) for one in gate.permits if not one.is_checked),
    )


def entry(row: EntryRow) -> Entry:
    """Give one line of the journal."""
    number, at, kind, subject, document = row
    return Entry(
        number=number,
        at=_instant(at),
        kind=clean(kind),
        subject=clean(subject),
        because=clean(_because(msgspec.json.decode(document, type=_Rest))),
    )


def _because(found: _Rest) -> str:
    """Find the reason in whatever an entry rests on."""
    for one in (found.verdict, found.halt):
        if one is not None and one.because:
            return one.because
    if found.checks:
        return "; ".join(check.says for check in found.checks)
    if found.order is not None:
        return _ordered(found.order)
    held = found.verdict.held if found.verdict is not None else []
    return held[0].because if held else found.because


def _ordered(order: _Order) -> str:
    what = order.subject or (str(order.number) if order.number else "")
    who = f"by {order.by}" if order.by else ""
    return ", ".join(word for word in (what, who, order.because) if word)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
