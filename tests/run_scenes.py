"""Frames of a run of ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.model.gate import Halt, Halting
from core.model.ground import EngineSeen, Ground, Holding, NextSpawn, TaskSeen
from core.model.run import Outcome
from tests.scenes import CALM, NOW


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
            attempts=1,
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
