"""Holds that stand: each of its own kind, by whom, until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.gate import OPEN, Gate, Halt, Halting
from core.model.moment import span
from core.model.quota import Reading
from core.model.runner import Runner
from core.spawn.halts import halted, lifted, waited_out, waived
from core.spawn.windows import accounted, measured
from tests.core.spawn.gates import NOON, at

RESET = NOON + timedelta(hours=2)


def used(
    fraction: float | None, window: str = "five_hour", hours: float = 2, seconds: float = 0
) -> Reading:
    return Reading(
        window=window,
        fraction=fraction,
        resets_at=NOON + timedelta(hours=hours),
        source="rate_limit_event",
        observed_at=NOON + timedelta(seconds=seconds),
    )


def kinds(gate: Gate) -> list[tuple[Halting, str]]:
    return [(halt.kind, halt.window) for halt in gate.halts]


@pytest.mark.parametrize(
    ("fraction", "holds"), [(0.0, 0), (0.7999, 0), (0.80, 1), (0.81, 1), (1.0, 1), (None, 0)]
)
def test_starts_stop_at_eighty_percent_of_any_window(fraction: float | None, holds: int) -> None:
    gate = measured(OPEN, [used(fraction), used(0.1, "seven_day")], at(0), resumes=False)

    assert holds == len(gate.halts)


def test_a_hold_ends_below_seventy_five_percent_and_does_not_flap() -> None:
    gate = measured(OPEN, [used(0.8)], at(0), resumes=False)
    gate = measured(gate, [used(0.76, seconds=100)], at(100), resumes=False)

    assert [(Halting.QUOTA, "five_hour")] == kinds(gate)
    assert () == measured(gate, [used(0.74, seconds=200)], at(200), resumes=False).halts


def test_an_answer_that_was_under_way_when_the_window_filled_lifts_nothing() -> None:
    gate = measured(OPEN, [used(1.0)], at(0), resumes=False)
    late = measured(gate, [used(0.02, seconds=30)], at(30), resumes=False)

    assert gate == late == measured(late, [used(0.02, seconds=30)], at(90), resumes=False)
    assert () == measured(late, [used(0.02, seconds=90)], at(90), resumes=False).halts
    first = measured(OPEN, [used(0.02, seconds=30)], at(30), resumes=False)
    assert gate.readings == measured(first, [used(1.0)], at(31), resumes=False).readings


def test_an_older_word_or_a_milder_one_at_once_lifts_nothing() -> None:
    gate = measured(OPEN, [used(0.9, seconds=10)], at(10), resumes=False)

    assert gate == measured(
        gate, [used(0.2, seconds=5), used(0.1, seconds=10)], at(20), resumes=False
    )


def test_a_hold_that_stands_keeps_its_beginning() -> None:
    gate = measured(OPEN, [used(0.8)], at(0), resumes=False)

    assert gate.halts == measured(gate, [used(0.9, seconds=9)], at(50), resumes=False).halts


@pytest.mark.parametrize("resumes", [True, False])
def test_after_the_reset_starts_go_on_only_if_the_plan_says_so(resumes: bool) -> None:  # noqa: FBT001
    gate = measured(OPEN, [used(0.9)], at(0), resumes=resumes)
    after = measured(gate, [used(0.9)], at(7201), resumes=resumes)

    assert (None if not resumes else RESET) == gate.halts[0].until
    assert resumes is (not after.halts)


def test_without_a_word_on_the_window_its_hold_stays() -> None:
    gate = measured(OPEN, [used(0.9)], at(0), resumes=True)

    assert gate == measured(gate, [], at(60), resumes=True)


def test_each_window_holds_for_itself() -> None:
    both = [used(0.9), used(0.85, "seven_day", 90)]
    gate = measured(OPEN, both, at(0), resumes=True)

    assert ["five_hour", "seven_day"] == [window for _, window in kinds(gate)]
    assert ["seven_day"] == [w for _, w in kinds(measured(gate, both, at(7201), resumes=True))]


def test_a_hold_lifted_early_does_not_come_back_before_the_next_window() -> None:
    gate = waived(measured(OPEN, [used(0.9)], at(0), resumes=True))

    assert () == gate.halts == measured(gate, [used(0.95)], at(60), resumes=True).halts
    next_one = used(0.85, hours=7, seconds=7250)
    assert 1 == len(measured(gate, [next_one], at(7300), resumes=True).halts)


def test_the_operators_hold_is_his_alone_to_lift() -> None:
    mine = Halt(kind=Halting.OPERATOR, by="ada", since=NOON, because="lunch")
    gate = measured(halted(OPEN, mine), [used(0.9)], at(0), resumes=False)

    assert [Halting.OPERATOR] == [kind for kind, _ in kinds(waived(gate))]
    assert [Halting.QUOTA] == [kind for kind, _ in kinds(lifted(gate, Halting.OPERATOR))]
    assert gate is halted(gate, replace(mine, because="again"))


def test_a_wait_is_over_when_its_time_is() -> None:
    rest = Halt(kind=Halting.OUTAGE, by="agent", since=NOON, because="529", wait=span(at(0), 60))
    gate = halted(OPEN, rest)

    assert gate is waited_out(gate, at(59))
    assert OPEN == waited_out(gate, at(60))


def test_what_was_said_of_another_account_holds_nobody() -> None:
    person = Halt(kind=Halting.OPERATOR, by="you", since=NOON, because="p")
    gate = measured(accounted(OPEN, Runner.REHEARSAL), [used(0.9)], at(0), resumes=False)
    gate = halted(halted(gate, person), replace(person, kind=Halting.OUTAGE))

    assert gate == accounted(gate, Runner.REHEARSAL) == accounted(gate, None)
    assert Gate(halts=(person,), account=Runner.CLAUDE) == accounted(gate, Runner.CLAUDE)
