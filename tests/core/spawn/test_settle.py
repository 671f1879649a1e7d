"""Has consumption settled after a wave?"""

from __future__ import annotations

import math

import pytest

from core.spawn.settle import unsettled


@pytest.mark.parametrize(
    ("since_start", "since_error", "means", "left"),
    [
        (10, math.inf, (100, 100), 110),
        (89, math.inf, (100, 100), 31),
        (90, math.inf, (100, 100), None),
        (90, math.inf, (100, 81), None),
        (90, math.inf, (100, 79), 30),
        (90, math.inf, (0, 0), 30),
        (90, math.inf, None, 30),
        (119, math.inf, None, 1),
        (120, math.inf, None, None),
        (500, 20, None, 100),
        (500, 20, (100, 100), None),
    ],
)
@pytest.mark.requirement("S1-18", "S1-19")
def test_the_spike_is_left_out_and_two_means_are_compared(
    since_start: float,
    since_error: float,
    means: tuple[float, float] | None,
    left: float | None,
) -> None:
    found = unsettled(since_start, since_error, means)

    assert left == (found and found[0])
