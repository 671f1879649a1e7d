"""One gate for every start: how many, how far apart, and who is never started."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.admission import Admit, Guard, Hold, Host, Refuse, Surroundings
from core.model.gate import OPEN
from core.model.moment import Mark, span
from core.model.pace import BURST, CAREFUL, PROFILES, TOP, WAVES, Pace
from core.spawn.admission import admission
from core.spawn.permits import permitted
from tests.core.spawn.gates import BADLY, CALM, NOT_AT_ALL, WELL, Tower, asks, at

MANY = [asks(f"task-{number}") for number in range(12)]
WIDE = replace(BURST, total=50)


def guards(answer: object) -> list[Guard]:
    assert isinstance(answer, Hold)
    return [held.by for held in answer.held]


@pytest.mark.requirement("S3-01", "S3-12", "S3-15")
def test_the_sixth_waits_until_any_of_five_has_ended_and_two_seconds_are_over() -> None:
    tower = Tower(*MANY)
    starts = tower.run(60)

    assert [0, 2, 4, 6, 8] == starts
    assert [Guard.SLOTS] == guards(tower.ask(60))
    tower.end("task-3", 60.5)
    assert Admit(attempt="task-5") == tower.ask(60.5)
    tower.end("task-0", 60.6)
    assert [Guard.SPACING] == guards(tower.ask(60.6))
    assert Admit(attempt="task-6") == tower.ask(62.5)


@pytest.mark.requirement("S3-02", "S3-09", "S4-54")
def test_two_seconds_lie_between_two_starts_and_the_rest_is_told() -> None:
    tower = Tower(*MANY)
    tower.ask(0)
    answer = tower.ask(0.5)

    assert isinstance(answer, Hold)
    assert (Guard.SPACING, 1.5) == (answer.held[0].by, answer.left)
    assert isinstance(tower.ask(1.999), Hold)
    assert isinstance(tower.ask(2.0), Admit)


@pytest.mark.requirement("S3-03", "S3-04", "S3-14")
def test_after_five_starts_five_seconds_pass_even_if_all_end_early() -> None:
    tower = Tower(*(asks(one.task, pace=WIDE) for one in MANY))
    starts = tower.run(8)
    for number in range(5):
        tower.end(f"task-{number}", 8.1)

    assert [0, 2, 4, 6, 8] == starts
    assert Guard.COOLDOWN in guards(tower.ask(12.9))
    assert [13, 15, 17, 19, 21, 26] == tower.run(26, 8.2)[5:]


@pytest.mark.requirement("S3-05")
def test_nobody_starts_while_the_last_has_not_been_seen_running() -> None:
    gate = permitted(OPEN, MANY[0], at(0))

    assert [Guard.CHECK] == guards(admission(gate, MANY[1:], CALM, at(10)))


@pytest.mark.requirement("S1-18")
def test_waves_of_five_wait_until_consumption_has_settled() -> None:
    tower = Tower(*(asks(one.task, pace=replace(WAVES, total=50)) for one in MANY))

    assert [0, 2, 4, 6, 8, 98, 100, 102, 104, 106] == tower.run(110)
    tower.around = Surroundings(means=(100.0, 300.0))
    assert 226 == tower.run(230, 110)[10]


@pytest.mark.requirement("S1-20")
def test_careful_is_one_in_thirty_seconds() -> None:
    tower = Tower(*(asks(one.task, pace=replace(CAREFUL, total=50)) for one in MANY))

    assert [0, 30, 60, 90, 120, 150, 180] == tower.run(200)


@pytest.mark.requirement("S3-29")
def test_the_total_wins_over_the_limits_of_roles() -> None:
    pace = replace(BURST, total=5, caps=(("implementation", 5), ("qa", 5)))
    mixed = [
        asks(f"{role}-{number}", role=role, pace=pace)
        for number in range(4)
        for role in ("IMPLEMENTER", "AUDITOR", "QA-UI")
    ]
    tower = Tower(*mixed)

    assert 5 == len(tower.run(60))


def test_a_role_that_is_full_lets_others_pass() -> None:
    pace = replace(BURST, caps=(("qa", 1),))
    tower = Tower(
        asks("audit", role="AUDITOR", pace=pace),
        asks("look", role="QA-UI", pace=pace),
        asks("build", role="IMPLEMENTER", pace=pace),
    )
    tower.run(10)

    assert ["audit", "build"] == [task for task, _ in tower.starts]
    assert [Guard.ROLE] == guards(tower.ask(10))


@pytest.mark.requirement("S2-20", "S2-21")
def test_a_task_that_is_over_or_has_its_agent_is_never_delivered_again() -> None:
    gate = permitted(OPEN, asks("one"), at(0))
    twice = replace(asks("one"), attempt="one-retry-1")
    reported = replace(asks("two"), settled="two is done already")

    assert isinstance(admission(gate, [twice], CALM, at(60)), Refuse)
    assert Refuse(attempt="two", because="two is done already") == admission(
        gate, [reported], CALM, at(60)
    )


def test_a_retry_waits_and_lets_others_pass() -> None:
    late = replace(asks("one"), wait=span(at(0), 30))
    tower = Tower(late, asks("two"))

    assert Admit(attempt="two") == tower.ask(1)
    assert [Guard.BACK_OFF] == guards(tower.ask(29))
    assert Admit(attempt="one") == tower.ask(30)


def test_the_operators_number_wins_over_the_plan_up_to_the_top() -> None:
    tower = Tower(*MANY, gate=replace(OPEN, slots=2))

    assert [0, 2] == tower.run(30)
    tower.gate = replace(tower.gate, slots=200)
    tower.queue = [asks(f"more-{number}") for number in range(100)]
    assert TOP == len(tower.run(400, 30))


def test_three_failures_in_five_minutes_hold_all_starts() -> None:
    tower = Tower(*MANY)
    tower.run(4)
    for number, seconds in enumerate((10, 20, 30)):
        tower.end(f"task-{number}", seconds, BADLY)

    assert Guard.FAILURES in guards(tower.ask(40))
    assert isinstance(tower.ask(310), Admit)


@pytest.mark.parametrize(
    ("around", "words"),
    [
        (Surroundings(host=Host(memory_free=100 << 20, load=0.5)), "100 MB of memory"),
        (Surroundings(host=Host(memory_free=8 << 30, load=9.0)), "9.0 processes a core"),
    ],
)
def test_a_machine_without_room_starts_nobody(around: Surroundings, words: str) -> None:
    answer = admission(OPEN, MANY, around, at(0))

    assert [Guard.HOST] == guards(answer)
    assert isinstance(answer, Hold)
    assert words in answer.held[0].because


def test_a_critical_blocker_holds_all_starts() -> None:
    around = Surroundings(blockers=("the database is gone",))

    assert [Guard.BLOCKER] == guards(admission(OPEN, MANY, around, at(0)))


def test_what_lasts_longest_is_named_first_and_the_unknown_before_all() -> None:
    tower = Tower(*(asks(one.task, pace=replace(WAVES, total=5)) for one in MANY))
    tower.run(8)

    held = guards(tower.ask(9))
    assert [Guard.SLOTS, Guard.SETTLE, Guard.COOLDOWN, Guard.SPACING] == held


def test_an_empty_queue_is_no_question() -> None:
    assert None is admission(OPEN, [], CALM, at(0))


def test_a_restart_of_the_machine_shortens_no_wait() -> None:
    gate = permitted(OPEN, MANY[0], at(0))
    gate = replace(gate, permits=())
    early = replace(at(0, "next"), boottime=1.5)

    assert [Guard.SPACING] == guards(admission(gate, MANY, CALM, early))
    assert isinstance(admission(gate, MANY, CALM, replace(early, boottime=2.0)), Admit)


def test_a_mark_that_lies_ahead_holds_nobody_for_hours() -> None:
    gate = replace(OPEN, last=Mark(boot="boot", start=90_000))

    assert isinstance(admission(gate, MANY, CALM, at(0)), Admit)


@settings(max_examples=25)
@given(
    pace=st.sampled_from([*PROFILES.values()]),
    total=st.integers(1, 12),
    ends=st.lists(
        st.tuples(st.floats(0, 200), st.sampled_from([WELL, BADLY, NOT_AT_ALL])), max_size=25
    ),
)
def test_no_pattern_of_ends_makes_starts_come_closer(
    pace: Pace, total: int, ends: list[tuple[float, bool | None]]
) -> None:
    pace = replace(pace, total=total)
    tower = Tower(*(asks(f"t{number}", pace=pace) for number in range(40)))
    for half in range(400):
        while ends and ends[0][0] <= half / 2:
            _, how = ends.pop(0)
            if live := [permit.task for permit in tower.gate.permits]:
                tower.end(live[0], half / 2, how)
        tower.ask(half / 2)
        assert len(tower.gate.permits) <= total
    times = [seconds for _, seconds in tower.starts]
    gaps = [round(later - sooner, 6) for sooner, later in itertools.pairwise(times)]

    assert all(gap >= pace.spacing for gap in gaps)
    assert all(max(gaps[k : k + 5]) >= pace.cooldown for k in range(len(gaps) - 4))
