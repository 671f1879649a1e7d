"""Failures are counted by kind and reason, lessons are kept once, in whatever order they come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.lessons.failures import Failure, failures, kind_of
from core.lessons.patterns import normal, past, patterns, told_once
from core.model.gate import Halt, Halting
from core.model.ground import TaskSeen
from core.model.past import FailureKind, Lesson, PastRun, Pattern
from core.model.run import Ender, Outcome, Standing, Verdict
from core.model.signs import Fault
from tests.core.spawn.gates import NOON

ENDED = Standing.ENDED
HALT = Halt(kind=Halting.OUTAGE, by="agent", since=NOON, because="credit is used up")
REASONS = st.lists(
    st.sampled_from(["3 tests failed", "12 tests failed", "no compiler", "at /a/b/c", "at /x/y"]),
    max_size=30,
)


def told(reason: str) -> Failure:
    return Failure("IMPLEMENTER", FailureKind.EXIT, reason)


@pytest.mark.requirement("S4-53")
@pytest.mark.parametrize(
    ("verdict", "kind"),
    [
        (Verdict(standing=ENDED, code=0), None),
        (Verdict(standing=ENDED, code=1, because="exit code 1: x"), FailureKind.EXIT),
        (Verdict(standing=ENDED, code=1, halt=HALT), FailureKind.ACCOUNT),
        (Verdict(standing=ENDED, code=1, fault=Fault.REFUSED), FailureKind.API),
        (Verdict(standing=ENDED, code=0, missing=("a",)), FailureKind.MISSING),
        (Verdict(standing=ENDED, code=0, is_failed=True), FailureKind.GAVE_UP),
        (
            Verdict(standing=ENDED, code=-15, by=Ender.LIMIT, because="no progress for 30 min"),
            FailureKind.NO_PROGRESS,
        ),
        (Verdict(standing=ENDED, code=-15, by=Ender.ORDER), None),
        (Verdict(standing=Standing.LOST, because="it died with its shim"), FailureKind.LOST),
        (Verdict(standing=Standing.NEVER, because="the disk is full"), FailureKind.NOT_STARTED),
        (Verdict(standing=Standing.REVOKED), None),
    ],
)
def test_every_end_has_its_kind(verdict: Verdict, kind: FailureKind | None) -> None:
    assert kind is kind_of(verdict)


def test_a_task_that_something_outside_it_has_refused_counts_once() -> None:
    def task(name: str) -> TaskSeen:
        return TaskSeen(
            key=f"run/{name}",
            run="run",
            id=name,
            branch="b",
            role="QA",
            outcome=Outcome.UNPROVEN,
            attempts=1,
            because="validate said no at its end: closed",
        )

    gone = Verdict(standing=ENDED, code=0, because="missing", missing=("x",))
    found = failures([("run/a", "QA", gone)], [task("a"), task("b")])

    assert [FailureKind.MISSING, FailureKind.NOT_BELIEVED] == [one.kind for one in found]


@given(REASONS)
def test_the_order_of_failures_does_not_matter_and_none_is_lost(reasons: list[str]) -> None:
    shuffled = sorted(reasons)
    found = patterns(map(told, reasons))

    assert found == patterns(map(told, shuffled))
    assert len(reasons) == sum(one.times for one in found)
    assert len(found) == len({normal(one) for one in reasons})
    assert sorted((one.times for one in found), reverse=True) == [one.times for one in found]
    assert all(one.reason == normal(one.reason) for one in found)


def test_a_reason_holds_no_secret_and_is_not_long() -> None:
    secret = "sk-ant-" + "a1b2c3d4" * 4

    assert secret not in normal(f"exit code 1: {secret}")
    assert 160 >= len(normal("word " * 100))
    assert "nothing was changed" == normal(
        "3 attempts ended without their files; the last: nothing was changed"
    )


@pytest.mark.requirement("S4-20")
def test_a_lesson_is_kept_once_with_all_who_tell_it_and_all_that_proves_it() -> None:
    found = told_once(
        [
            Lesson(text="Lock first.", agents=("a",), evidence=("x.py",)),
            Lesson(text="lock  FIRST.", agents=("b", "a"), evidence=("x.py", "test: y")),
        ]
    )

    assert (Lesson(text="Lock first.", agents=("a", "b"), evidence=("x.py", "test: y")),) == found


@pytest.mark.requirement("S4-53")
def test_the_latest_runs_of_one_runner_are_put_together() -> None:
    def run(number: int, runner: str = "claude") -> PastRun:
        pattern = Pattern(
            kind=FailureKind.EXIT, reason="tests failed", times=number, roles=(f"R{number}",)
        )
        at = NOON + timedelta(hours=number)
        return PastRun(run=f"r{number}", at=at, runner=runner, patterns=(pattern,))

    found = past(
        [run(2), run(9, "rehearsal"), *(run(number) for number in (1, 7, 3, 4, 5))], "claude"
    )

    assert ["r7", "r5", "r4", "r3", "r2"] == [one.run for one in found.runs]
    assert 21 == found.failures
    (pattern,) = found.patterns
    assert (21, ("R2", "R3", "R4", "R5", "R7")) == (pattern.times, pattern.roles)
