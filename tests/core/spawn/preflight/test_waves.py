"""The waves are foreseen by the rules that will hold them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.pace import BURST, CAREFUL, WAVES, Pace
from core.spawn.preflight.waves import waves

WIDE = 50


def begins(count: int, pace: Pace, length: float | None = None) -> list[float | None]:
    return [one.begins for one in waves(count, pace, length)[0]]


@pytest.mark.parametrize(
    ("pace", "expected"),
    [(BURST, [0, 13, 26]), (WAVES, [0, 98, 196]), (CAREFUL, [0, 150, 300])],
    ids=lambda one: one.profile if isinstance(one, Pace) else "",
)
def test_a_wave_follows_when_its_profile_lets_it(pace: Pace, expected: list[float]) -> None:
    assert expected == begins(12, replace(pace, total=WIDE))


def test_slots_hold_a_wave_back() -> None:
    assert [0, 600] == begins(10, WAVES, 600)
    assert [0, None] == begins(10, WAVES)
    assert 600 + 8 + 600 == waves(10, WAVES, 600)[1]


def test_the_end_is_unknown_where_an_agents_time_is() -> None:
    assert waves(3, WAVES, None)[1] is None
    assert ((), None) == waves(0, WAVES, 60)


def test_a_rehearsal_may_be_faster_than_life() -> None:
    assert (604 / 10) == waves(3, WAVES, 600, 10)[1]


@given(st.integers(1, 120), st.integers(1, 50), st.floats(1, 10_000))
def test_nobody_is_lost_and_nobody_starts_too_early(count: int, total: int, length: float) -> None:
    found, end = waves(count, replace(WAVES, total=total), length)
    starts = [one.begins for one in found if one.begins is not None]

    assert count == sum(one.agents for one in found)
    assert sorted(starts) == starts
    assert end is not None
    assert end >= starts[-1] + length
