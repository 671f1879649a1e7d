"""A plan's budget holds its own run at 80 %, in tokens or as a part of a window."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.admission import Admit, Guard, Hold
from core.model.gate import OPEN, Gate
from core.model.quota import Budget, Reading
from core.spawn.admission import admission
from core.spawn.halts import waived
from core.spawn.policy.budgets import budgeted
from core.spawn.windows import measured
from tests.core.spawn.gates import CALM, NOON, asks, at

MINE, OTHER = replace(asks("mine"), run="run"), replace(asks("other"), run="another")


def tokens(used: int, most: int = 1000) -> Budget:
    return Budget(run="run", tokens=most, used=used)


def read(gate: Gate, fraction: float, seconds: float = 0, resets: float = 3600) -> Gate:
    """Hear how full the window is; the run may use half of it."""
    reading = Reading(
        window="five_hour",
        fraction=fraction,
        resets_at=NOON + timedelta(seconds=resets),
        source="rate_limit_event",
        observed_at=at(seconds).wall,
    )
    gate = measured(gate, [reading], at(seconds), resumes=False)
    return budgeted(gate, [Budget(run="run", share=0.5)], at(seconds))


@pytest.mark.requirement("S1-11")
def test_at_eighty_percent_of_its_tokens_a_run_is_held_and_no_other() -> None:
    assert OPEN == budgeted(OPEN, [tokens(799)], at(0))
    gate = budgeted(OPEN, [tokens(800)], at(0))
    held = admission(gate, [MINE], CALM, at(1))

    assert isinstance(held, Hold)
    assert (Guard.QUOTA, None) == (held.held[0].by, held.left)
    assert "run: 80% of its 1000 tokens are used; starts stop there" == held.held[0].because
    assert Admit(attempt="other") == admission(gate, [MINE, OTHER], CALM, at(1))
    assert gate == budgeted(gate, [tokens(900)], at(60))


def test_a_plan_that_gives_more_and_a_person_let_it_go_on() -> None:
    gate = budgeted(OPEN, [tokens(800)], at(0))

    assert () == budgeted(gate, [tokens(800, 2000)], at(1)).halts
    assert () == budgeted(waived(gate), [tokens(900)], at(1)).halts
    assert 1 == len(budgeted(waived(gate), [tokens(1600, 2000)], at(1)).halts)
    assert () == budgeted(gate, [], at(1)).halts


@pytest.mark.requirement("S1-11")
def test_a_part_of_a_window_is_counted_from_what_was_used_when_it_began() -> None:
    gate = read(OPEN, 0.3)
    assert () == read(gate, 0.69, 10).halts
    gate = read(gate, 0.7, 20)

    assert ["50% of five_hour of run"] == [halt.window for halt in gate.halts]
    assert () == read(gate, 0.05, 3700, resets=7200).halts
    again = read(read(gate, 0.3, 3700, resets=7200), 0.41, 3800, resets=7200)
    assert ["50% of five_hour of run"] == [halt.window for halt in again.halts]
