"""Play time follows another clock, scaled; it stops, moves, and never goes back for sleepers."""

from __future__ import annotations

import pytest
from anyio import create_task_group

from core.errors import Misuse
from core.rehearsal.pace import Pace
from tests.core.rehearsal.clocks import HandClock


@pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf"), 1e9])
def test_a_speed_that_time_cannot_have_is_refused(speed: float) -> None:
    with pytest.raises(Misuse, match="Expected a speed above 0"):
        Pace(HandClock(), speed=speed, duration=1)


async def test_time_passes_at_its_speed_and_stands_at_the_end() -> None:
    clock = HandClock()
    pace = Pace(clock, speed=4, duration=10)
    before = pace.position
    pace.run(on=True)
    await clock.sleep(2)
    halfway = pace.position
    await clock.sleep(9)

    assert [0, 8, 10] == pytest.approx([before, halfway, pace.position])
    assert not pace.is_running


async def test_a_new_speed_counts_from_here() -> None:
    clock = HandClock()
    pace = Pace(clock, speed=1, duration=100)
    pace.run(on=True)
    await clock.sleep(3)
    pace.scale(10)
    await clock.sleep(2)

    assert 23 == pytest.approx(pace.position)


async def test_sleep_is_in_play_time() -> None:
    clock = HandClock()
    pace = Pace(clock, speed=20, duration=1_000)
    pace.run(on=True)
    began = clock.monotonic()
    await pace.sleep(60)

    assert 3 == pytest.approx(clock.monotonic() - began, abs=1e-3)


async def test_sleepers_wait_while_time_stands_and_wake_when_it_is_moved() -> None:
    pace = Pace(HandClock(), speed=1, duration=100)
    woken: list[float] = []

    async def sleep(seconds: float) -> None:
        await pace.sleep(seconds)
        woken.append(seconds)

    async with create_task_group() as tasks:
        tasks.start_soon(sleep, 5)
        tasks.start_soon(sleep, 50)
        await HandClock().reach(0)
        assert [] == woken
        pace.move(10)
        await HandClock().reach(0)
        assert [5] == woken
        pace.run(on=True)

    assert [5, 50] == woken


def test_elapsed_time_never_goes_back() -> None:
    pace = Pace(HandClock(), speed=1, duration=100)
    pace.move(60)
    pace.move(20)
    pace.move(30)

    assert (30, 70) == (pace.position, pace.elapsed)
