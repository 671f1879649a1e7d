"""Failures in a row stop all starts; then one comes, then more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.admission import Admit, Guard, Held, Hold
from core.model.gate import OPEN, Gate, Halt, Halting
from core.spawn import breaker
from core.spawn.admission import admission
from core.spawn.halts import lifted, waited_out
from core.spawn.permits import answered, checked, permitted
from tests.core.spawn.gates import BADLY, CALM, NOON, NOT_AT_ALL, SILENCE, Tower, asks, at

MANY = [asks(f"task-{number}") for number in range(20)]


def overloaded() -> Tower:
    """Three starts in a row have failed."""
    tower = Tower(*MANY)
    for number in range(3):
        tower.gate = permitted(tower.gate, tower.queue.pop(0), at(2 * number))
        tower.end(f"task-{number}", 2 * number + 1, NOT_AT_ALL)
    return tower


OVERLOADED = Halt(kind=Halting.OUTAGE, by="agent", since=NOON, because="overloaded")


def holds(answer: object) -> tuple[Held, ...]:
    assert isinstance(answer, Hold)
    return answer.held


def why(answer: object) -> str:
    return holds(answer)[0].because


def guard(answer: object) -> Guard:
    assert isinstance(answer, Hold)
    return answer.held[0].by


@pytest.mark.requirement("S3-10", "S3-17", "S3-18", "S3-20", "S4-55")
def test_three_failed_starts_in_a_row_hold_thirty_seconds_and_then_the_agents_are_looked_at() -> (
    None
):
    tower = overloaded()

    assert Guard.BREAKER is guard(tower.ask(34.9))
    assert Guard.BREAKER is guard(tower.ask(35.1))
    tower.look(35.1)
    assert isinstance(tower.ask(35.2), Admit)


def test_a_look_that_finds_them_unwell_holds_again() -> None:
    tower = overloaded()
    sick = breaker.looked(tower.gate.breaker, at(36), is_well=False)
    tower.gate = replace(tower.gate, breaker=sick)

    assert Guard.BREAKER is guard(tower.ask(65))


def test_a_look_that_comes_too_early_changes_nothing() -> None:
    state = overloaded().gate.breaker

    assert state is breaker.looked(state, at(20), is_well=True)


@pytest.mark.requirement("S3-21")
def test_after_an_overload_one_comes_at_a_time_until_it_ends_well_then_one_more() -> None:
    tower = overloaded()
    tower.look(40)

    assert [40] == tower.run(60, 40)
    assert Guard.STEPS is guard(tower.ask(60))
    tower.end("task-3", 61)
    assert [61, 66] == tower.run(70, 61)[1:]
    tower.end("task-4", 71)
    assert [71, 73] == tower.run(80, 71)[3:]
    assert Guard.STEPS is guard(tower.ask(80))


@pytest.mark.requirement("S3-22", "S3-23")
def test_a_machine_that_does_not_answer_is_tried_with_one_after_a_minute() -> None:
    tower = Tower(*MANY)
    tower.run(4)
    tower.gate = permitted(tower.gate, tower.queue.pop(0), at(4.5))
    tower.end("task-3", 5, SILENCE)

    assert ["task-0", "task-1", "task-2"] == [permit.task for permit in tower.gate.permits]
    assert Guard.BREAKER is guard(tower.ask(5.1))
    assert "the machine does not answer" == why(tower.ask(64))
    tower.end("task-0", 30, BADLY)
    assert Guard.BREAKER is guard(tower.ask(64))
    tower.look(65)
    assert [65, 70, 72] == tower.run(80, 65)[3:]
    assert 2 + 3 == len(tower.gate.permits)


@pytest.mark.requirement("S3-22")
def test_an_event_of_the_account_does_not_end_the_silence_of_the_machine() -> None:
    tower = Tower(*MANY)
    tower.run(2)
    tower.gate = permitted(tower.gate, tower.queue.pop(0), at(4.5))
    tower.end("task-2", 5, SILENCE)
    tower.end("task-0", 6, replace(BADLY, halt=OVERLOADED))

    assert "the machine does not answer" in [held.because for held in holds(tower.ask(64))]


def test_after_an_event_of_the_account_one_comes_alone_until_the_api_answers_it() -> None:
    tower = Tower(*MANY)
    tower.run(4)
    for number, second in enumerate((5, 5.5, 6)):
        tower.end(f"task-{number}", second, replace(BADLY, halt=OVERLOADED))
    tower.gate = lifted(tower.gate, Halting.OUTAGE)

    assert [60] == tower.run(90, 60)[3:]
    assert Guard.STEPS is guard(tower.ask(90))
    assert tower.gate is answered(tower.gate, {"task-3": 0, "task-9": 5})
    tower.gate = answered(tower.gate, {"task-3": 5})
    assert [90, 95, 97, 99] == tower.run(100, 90)[4:]


def test_a_wait_that_an_overload_gave_ends_by_the_clock_that_nobody_sets() -> None:
    tower = Tower(*MANY)
    tower.run(0)
    minute = replace(OVERLOADED, until=NOON + timedelta(minutes=1))
    tower.end("task-0", 5, replace(BADLY, halt=minute))

    assert 1 == len(waited_out(tower.gate, at(64)).halts)
    assert () == waited_out(tower.gate, at(65)).halts


@pytest.mark.requirement("S3-23")
def test_a_try_that_gets_no_answer_either_waits_another_minute() -> None:
    tower = Tower(*MANY)
    for begin in (0, 61):
        tower.look(begin)
        tower.gate = permitted(tower.gate, tower.queue.pop(0), at(begin))
        tower.end(f"task-{bool(begin):d}", begin, SILENCE)
        assert [] == tower.run(begin + 59, begin)
    tower.look(121)
    assert [121, 123] == tower.run(124, 121)


def test_a_start_that_works_breaks_the_row() -> None:
    gate = OPEN
    for number, works in enumerate([False, False, True, False, False]):
        gate = permitted(gate, MANY[number], at(number))
        gate = checked(gate, f"task-{number}", MANY[0].pace, at(number), is_running=works)

    assert 2 == gate.breaker.failures
    assert None is gate.breaker.hold


def test_while_it_recovers_one_failure_is_enough() -> None:
    tower = overloaded()
    tower.look(40)
    tower.gate = permitted(tower.gate, tower.queue.pop(0), at(41))
    tower.end("task-3", 42, NOT_AT_ALL)

    assert Guard.BREAKER is guard(tower.ask(71))


def test_an_agent_that_fails_after_it_has_run_is_no_failed_start() -> None:
    tower = Tower(*MANY)
    tower.run(0)
    tower.end("task-0", 1, BADLY)

    assert 0 == tower.gate.breaker.failures


def test_the_line_of_the_log_is_the_one_that_was_agreed() -> None:
    line = "[SPAWN] System overload detected - pausing spawns for 30 seconds"

    assert line == breaker.OVERLOAD


def test_a_gate_without_failures_knows_no_steps() -> None:
    assert isinstance(admission(Gate(), MANY, CALM, at(0)), Admit)
