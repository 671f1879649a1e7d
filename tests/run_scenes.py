"""Frames of a run of ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.model.agent import AgentId, Kind
from core.model.diagnosis import Cause, Diagnosis, State
from core.model.gate import Halt, Halting
from core.model.ground import EngineSeen, Entry, Ground, Health, Holding, NextSpawn, TaskSeen
from core.model.run import Outcome
from core.runs.escalations.queue import escalations
from core.runs.tasks import Tasks
from tests.scenes import BUSY, CALM, NOW, REPOSITORY, frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.agent import Agent
    from core.model.escalation import Escalation


def tasks(*outcomes: Outcome) -> tuple[TaskSeen, ...]:
    """Give a run's tasks, as far as they have come."""
    return tuple(
        TaskSeen(
            key=f"batch/t{number}",
            run="batch",
            id=f"t{number}",
            branch=f"fan/t{number}",
            role="IMPLEMENTER",
            outcome=outcome,
            attempts=int(outcome is not Outcome.QUEUED),
            session_id=f"{number:08x}-0000",
            place=number,
            repository=REPOSITORY,
            began_at=NOW - timedelta(minutes=41),
        )
        for number, outcome in enumerate(outcomes)
    )


ENGINE = EngineSeen(
    pid=4242, since=NOW - timedelta(hours=1), version="0.1.0", state_dir="/home/ada/state"
)
GROUND = Ground(
    engine=ENGINE,
    used=5,
    allowed=5,
    next=NextSpawn(
        holdings=(
            Holding(
                by="cooldown", because="5 s after every 5 starts", until=NOW + timedelta(seconds=3)
            ),
            Holding(
                by="spawn delay",
                because="2 s from start to start",
                until=NOW + timedelta(seconds=1),
            ),
        )
    ),
    tasks=tasks(*[Outcome.DONE] * 2, *[Outcome.RUNNING] * 5, *[Outcome.QUEUED] * 23),
)
HELD = replace(
    GROUND,
    halts=(
        Halt(kind=Halting.OPERATOR, by="ada", since=NOW - timedelta(minutes=2), because="lunch"),
        Halt(
            kind=Halting.QUOTA,
            by="rate_limit_event",
            since=NOW - timedelta(minutes=9),
            because="81% of five_hour is used; starts stop at 80%",
            until=NOW + timedelta(minutes=88),
        ),
    ),
)
PAUSED = replace(CALM, ground=HELD)
"""A run that a person and the quota hold."""

_SAID = {
    7: "3 attempts failed; the last: exit code 1: tests/cart/merge.py has 2 failures",
    8: "stopped by order",
}
_HEALTH = Health(started_at=NOW - timedelta(seconds=1), spacing=2.0, unseen=("batch/t6",))
_FAN = tuple(
    replace(one, because=_SAID.get(one.place, ""), attempts=3 if one.place == 7 else one.attempts)
    for one in tasks(
        *[Outcome.DONE] * 2,
        *[Outcome.RUNNING] * 5,
        Outcome.ESCALATED,
        Outcome.CANCELLED,
        *[Outcome.QUEUED] * 21,
    )
)
_ENTRIES = (
    (310, "order", "slots", "5, by ada"),
    (62, "admit", "batch/t5", "4 agents: t2 running, t3 running, t4 running, t1 running; 4 of 5"),
    (61, "hold", "slots, start check, spawn delay", "5 of 5 slots are used"),
    (60, "started", "batch/t5", ""),
    (31, "ended", "batch/t7-retry-2", "exit code 1: tests/cart/merge.py has 2 failures"),
    (30, "halted", "operator", "lunch"),
    (12, "lifted", "operator", "lunch"),
    (
        1,
        "admit",
        "batch/t6",
        "4 agents: t2, t3, t4, t5 running; 4 of 5 slots used; 29.0 s since the last start, 2 s",
    ),
    (1, "hold", "start check, cooldown", "batch/t6 has not been seen running yet"),
)
JOURNAL = tuple(
    Entry(number=n, at=NOW - timedelta(seconds=ago), kind=kind, subject=subject, because=because)
    for n, (ago, kind, subject, because) in enumerate(_ENTRIES, start=212)
)
_SAVED = frozenset({"batch/t0", "batch/t1", "batch/t2", "batch/t5"})
_RISKS = (("batch/t2", 262_400), ("batch/t3", 48_000), ("batch/t4", 101_600), ("batch/t5", 0))
FAN_GROUND = replace(
    GROUND,
    tasks=_FAN,
    health=_HEALTH,
    journal=JOURNAL,
    checkpointed=_SAVED,
    snapshotted=_SAVED | {"batch/t3"},
    risks=_RISKS,
)


def _rows() -> Iterator[Agent]:
    """Give the rows of the tasks, as the fleet makes them; those that run wear known clothes."""
    known = Tasks()
    known.take(FAN_GROUND)
    clothes = iter([one for one in BUSY.agents if one.diagnosis.state is State.WORKING][1:])
    stalled = next(one for one in BUSY.agents if one.diagnosis.state is State.STALLED)
    for task in _FAN:
        who = AgentId(task.session_id)
        own = None
        if task.outcome in (Outcome.RUNNING, Outcome.DONE) and task.id != "t6":
            own = replace(stalled if task.id == "t4" else next(clothes), id=who, parent=None)
            own = replace(own, key=task.id, worktree=None, claims=None)
        yield known.row(own, task, task.id, NOW)


_TASKS = tuple(_rows())
_CHILD = replace(
    BUSY.agents[-8],
    id=AgentId("00000003-0000", "a1"),
    key="00000003/a1",
    kind=Kind.SUBAGENT,
    name="review the migration",
    parent="t3",
    task="batch/t3",
    diagnosis=Diagnosis(state=State.WORKING, cause=Cause.PROGRESS, because="wrote 3 s ago"),
)
FAN = replace(
    frame((*_TASKS[:4], _CHILD, *_TASKS[4:])),
    ground=FAN_GROUND,
    commits={"batch/t0": 3, "batch/t1": 1, "batch/t2": 0, "batch/t3": 2, "batch/t7": 4},
    hidden=0,
)
"""A run of thirty tasks, of every outcome."""
DRAINING = replace(
    FAN,
    ground=replace(
        FAN_GROUND,
        halts=(
            Halt(
                kind=Halting.DRAIN,
                by="ada",
                since=NOW - timedelta(minutes=1),
                because="the engine ends with the last agent",
            ),
        ),
        next=NextSpawn(holdings=(Holding(by="drain", because="no further agent starts"),)),
        health=replace(_HEALTH, failures=2, unseen=()),
    ),
)
_STUCK = {
    "batch/t7": {"because": _SAID[7], "worktree": "/home/ada/shop-trees/batch/t7"},
    "batch/t8": {
        "outcome": Outcome.UNPROVEN,
        "because": "src/cart/limits.py is missing, which its plan expects",
        "worktree": "/home/ada/shop-trees/batch/t8",
    },
}
_TRIED = tuple(
    Entry(number=n, at=NOW - timedelta(minutes=ago), kind="ended", subject=key, because=because)
    for n, (ago, key, because) in enumerate(
        (
            (38, "batch/t7", "exit code 1: tests/cart/merge.py has 4 failures"),
            (21, "batch/t7-retry-1", "no progress for 30 min"),
            (3, "batch/t7-retry-2", "exit code 1: tests/cart/merge.py has 2 failures"),
            (16, "batch/t8", ""),
        ),
        start=300,
    )
)
_NEEDY = replace(
    FAN_GROUND,
    tasks=tuple(replace(one, **_STUCK.get(one.key, {})) for one in FAN_GROUND.tasks),
    questions=(("batch/t3", "Which of the two formats of the export is meant, v1 or v2?"),),
    snapshotted=frozenset({"batch/t7", "batch/t3"}),
    checkpointed=frozenset({"batch/t7"}),
)
_LATE = "batch/t7-retry-1"


def _late(one: Escalation) -> Escalation:
    """Give it with the evidence of the attempt whose time ran out."""
    late = {
        "evidence": f"/home/ada/.local/state/groundstop/runs/{_LATE}/failed.json",
        "last": ("Edit src/cart/merge.py +31 -8", "Bash pytest -q tests/cart"),
        "snapshot": 4,
    }
    tries = (replace(each, **late) if each.attempt == _LATE else each for each in one.tries)
    return replace(one, tries=tuple(tries))


_QUEUE = tuple(map(_late, escalations(_NEEDY, _TRIED)))
NEEDY = replace(FAN, ground=replace(_NEEDY, escalations=_QUEUE))
"""A run in which one agent asks, one task was given up on, and one is not believed."""
UNREADABLE = replace(
    CALM, ground=Ground(trouble="/home/ada/state/state.db cannot be read: it is no database.")
)
