"""Every clock keeps the promises of the Clock: the machine's, a fixed, a told, a test's own."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

import pytest

from core.clock import FixedClock, SystemClock, ToldClock
from tests.core.lines import when
from tests.core.rehearsal.clocks import HandClock

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.clock import Clock

CLOCKS: dict[str, Callable[[], Clock]] = {
    "the machine's": SystemClock,
    "a fixed one": lambda: FixedClock(when(0)),
    "one that is told": lambda: ToldClock(HandClock()),
    "in a test's hand": HandClock,
}


@pytest.fixture(params=CLOCKS)
def clock(request: pytest.FixtureRequest) -> Clock:
    return CLOCKS[request.param]()


def test_wall_time_is_aware_and_utc(clock: Clock) -> None:
    assert UTC is clock.now().tzinfo


def test_time_never_goes_back(clock: Clock) -> None:
    first, wall, boot = clock.monotonic(), clock.now(), clock.boottime()

    assert first <= clock.monotonic()
    assert boot <= clock.boottime()
    assert wall <= clock.now()


async def test_whoever_sleeps_wakes_no_earlier(clock: Clock) -> None:
    before = clock.monotonic()
    await clock.sleep(0.002)

    assert before + 0.002 <= clock.monotonic()


async def test_not_to_sleep_at_all_is_a_moment(clock: Clock) -> None:
    await clock.sleep(0)

    assert clock.monotonic() >= 0


def test_a_fixed_clock_stands_where_it_was_set() -> None:
    clock = FixedClock(when(7))

    assert when(7) == clock.now() == clock.now()
