"""Thousands of crashes in virtual time: the promises hold, and every mutant is found out."""

from __future__ import annotations

import pytest

from tests.simulation.audit import violations
from tests.simulation.climate import BRISK, LONG, Climate
from tests.simulation.history import History
from tests.simulation.mutant import infected
from tests.simulation.mutants import MUTANTS
from tests.simulation.weather import play

SEEDS, EACH = 120, 15
"""Histories that are played, and how many in one test."""
LONG_SEEDS, LONG_EACH = 30, 10
"""Likewise of those in which agents reach their time limits."""
ENOUGH = 10_000 * EACH // SEEDS
"""Places to crash that those of one test must have had between them."""
PATIENCE = 200
"""Histories in which a mutant must break a promise."""


def broken(seed: int, flaws: frozenset[str] = frozenset(), climate: Climate = BRISK) -> list[str]:
    played = play(seed, flaws, climate)
    return violations(played.history, played.tasks)


@pytest.mark.requirement("S4-51")
@pytest.mark.parametrize("first", range(0, LONG_SEEDS, LONG_EACH))
def test_no_long_history_breaks_a_promise(first: int) -> None:
    ended = 0
    for seed in range(first, first + LONG_EACH):
        played = play(seed, climate=LONG)
        ended += sum(line.what == "timed out" for line in played.history.lines)

        assert [] == violations(played.history, played.tasks), f"seed {seed}"
    assert ended > 0


@pytest.mark.requirement("S2-20", "S2-21")
@pytest.mark.parametrize("first", range(0, SEEDS, EACH))
def test_no_history_breaks_a_promise(first: int) -> None:
    points = crashes = 0
    for seed in range(first, first + EACH):
        played = play(seed)
        points, crashes = points + played.world.points, crashes + played.world.crashes

        assert [] == violations(played.history, played.tasks), f"seed {seed}"
    assert points >= ENOUGH
    assert crashes > 0


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_found_out(name: str) -> None:
    mutant = MUTANTS[name]
    with infected(mutant):
        found = (
            line.split()[0].strip(":")
            for seed in range(mutant.first, mutant.first + PATIENCE)
            for line in broken(seed, mutant.flaws, mutant.climate)
        )

        assert next((promise for promise in found if promise in mutant.breaks), None)


def test_a_seed_is_a_history() -> None:
    assert play(7).history.lines == play(7).history.lines != play(8).history.lines


def test_the_audit_misses_no_task_that_is_lost() -> None:
    tasks = play(7).tasks

    assert len(tasks) + 1 == len(violations(History(), tasks))
