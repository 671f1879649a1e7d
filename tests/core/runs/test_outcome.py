"""What follows when an attempt has ended."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.engine.agents.limits import limit
from core.model.gate import Halt, Halting
from core.model.pace import BURST
from core.model.run import Attempt, Outcome, Standing, Task, Verdict, attempt_key, attempt_of
from core.model.signs import Fault
from core.runs.outcome import STARTS, Next, following
from tests.core.spawn.gates import BADLY, NOON, NOT_AT_ALL, WELL, at

TASK = Task(key="run/a", run="run", branch="fan/a", role="IMPLEMENTER", pace=BURST, retries=2)
FIRST = Attempt(key="run/a", task="run/a", number=0)
OUTAGE = Halt(kind=Halting.OUTAGE, by="agent", since=NOON, because="credit is used up")


def after(verdict: Verdict, number: int = 0, start: int = 0, task: Task = TASK) -> Next:
    attempt = Attempt(key="this one", task="run/a", number=number, start=start)
    return following(task, attempt, verdict, at(0))


def test_an_agent_that_ends_well_is_done() -> None:
    assert Next(outcome=Outcome.DONE) == after(WELL)


def test_failures_wait_thirty_seconds_then_two_minutes_then_a_person_is_asked() -> None:
    steps = [after(BADLY, number) for number in range(3)]

    assert [Outcome.QUEUED, Outcome.QUEUED, Outcome.ESCALATED] == [s.outcome for s in steps]
    assert ["run/a-retry-1", "run/a-retry-2", None] == [s.attempt and s.attempt.key for s in steps]
    assert [30, 120] == [s.attempt.wait.length for s in steps if s.attempt and s.attempt.wait]
    assert "3 attempts failed" == steps[2].because


@pytest.mark.requirement("S4-43")
@pytest.mark.parametrize(
    ("waits", "expected"),
    [((), [30, 120]), ((30.0, 60.0, 120.0), [30, 60]), ((5.0,), [5, 5])],
    ids=["the table", "the formula", "one for all"],
)
def test_the_waits_are_those_of_the_plan_or_else_of_the_table(
    waits: tuple[float, ...], expected: list[float]
) -> None:
    task = replace(TASK, pace=replace(BURST, retry_waits=waits))
    steps = [after(BADLY, number, task=task) for number in range(3)]

    assert expected == [s.attempt.wait.length for s in steps if s.attempt and s.attempt.wait]
    assert Outcome.ESCALATED is steps[2].outcome


@pytest.mark.parametrize("verdict", [BADLY, replace(WELL, missing=("a.py",))])
def test_a_retry_of_a_task_that_was_begun_anew_has_a_name_of_its_own(verdict: Verdict) -> None:
    found = after(verdict, 0, 1).attempt

    assert found is not None
    assert ("run/a-retry-1+1", 1, 1) == (found.key, found.number, found.start)


@pytest.mark.requirement("S4-29")
def test_one_without_its_files_is_corrected_at_once_until_its_retries_are_spent() -> None:
    gone = replace(WELL, missing=("a.py",), because="it ended well, but these are missing: a.py")
    steps = [after(gone, number) for number in range(3)]

    assert [Outcome.QUEUED, Outcome.QUEUED, Outcome.UNPROVEN] == [s.outcome for s in steps]
    assert ["run/a-retry-1", "run/a-retry-2"] == [s.attempt.key for s in steps if s.attempt]
    assert [None, None] == [s.attempt.wait for s in steps if s.attempt]
    assert gone.because == steps[0].because
    assert f"3 attempts ended without their files; the last: {gone.because}" == steps[2].because
    assert Outcome.CANCELLED is after(gone, task=replace(TASK, is_stopped=True)).outcome


@pytest.mark.parametrize("standing", [Standing.LOST, Standing.ENDED])
def test_one_that_died_counts_as_failed(standing: Standing) -> None:
    found = after(Verdict(standing=standing, code=None)).attempt

    assert found is not None
    assert 1 == found.number


@pytest.mark.requirement("S4-55")
@pytest.mark.parametrize("standing", [Standing.NEVER, Standing.REVOKED])
def test_one_that_never_ran_spends_no_retry(standing: Standing) -> None:
    found = after(Verdict(standing=standing), 1, 2).attempt

    assert found is not None
    assert ("run/a-retry-1+3", 1, 3) == (found.key, found.number, found.start)


def test_what_the_account_ended_spends_no_retry() -> None:
    found = after(replace(BADLY, halt=OUTAGE), 2)

    assert found.attempt is not None
    assert (Outcome.QUEUED, 2, 1) == (found.outcome, found.attempt.number, found.attempt.start)


def test_nobody_tries_to_start_for_ever() -> None:
    full = replace(NOT_AT_ALL, because="the disk is full")
    found = following(TASK, FIRST, full, at(0), [full] * (STARTS - 1))

    assert Outcome.ESCALATED is found.outcome
    assert "10 times" in found.because
    assert "the disk is full" in found.because


def test_starts_that_were_not_in_vain_bring_no_task_before_a_person() -> None:
    assert Outcome.QUEUED is after(NOT_AT_ALL, start=STARTS - 1).outcome


FAILURES = st.builds(
    Verdict,
    standing=st.sampled_from([Standing.ENDED, Standing.LOST, Standing.NEVER]),
    code=st.sampled_from([1, 2, -9, 137]),
    fault=st.sampled_from([None, Fault.SERVER, Fault.UNKNOWN, Fault.REFUSED]),
    is_failed=st.booleans(),
    because=st.sampled_from(["", "network", "it could not be done"]),
)


@pytest.mark.requirement("S4-51")
@given(st.lists(FAILURES, min_size=40, max_size=40), st.integers(0, 3), st.text(max_size=9))
def test_whatever_fails_however_often_it_ends_with_a_person_who_is_told_why(
    verdicts: list[Verdict], retries: int, role: str
) -> None:
    task, attempt, ran = replace(TASK, retries=retries, role=role), FIRST, 0
    for number, verdict in enumerate(verdicts):
        found = following(task, attempt, verdict, at(0), verdicts[:number])
        ran += verdict.standing is not Standing.NEVER
        assert 0 < limit(role, attempt.number) <= 3 * 1800
        if found.attempt is None:
            break
        attempt = found.attempt

    assert Outcome.ESCALATED is found.outcome
    assert found.because
    assert ran <= retries + 1


@pytest.mark.parametrize("verdict", [BADLY, NOT_AT_ALL, Verdict(standing=Standing.LOST)])
def test_one_that_was_stopped_by_order_does_not_come_back(verdict: Verdict) -> None:
    found = after(verdict, task=replace(TASK, is_stopped=True))

    assert Outcome.CANCELLED is found.outcome
    assert None is found.attempt


@given(
    task=st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True),
    number=st.integers(0, 99),
    start=st.integers(0, 99),
)
def test_an_attempts_name_tells_its_task_and_its_numbers(
    task: str, number: int, start: int
) -> None:
    assume(attempt_of(task).task == task)
    key = attempt_key(f"batch/{task}", number, start)

    found = attempt_of(key)
    assert (f"batch/{task}", number, start) == (found.task, found.number, found.start)
