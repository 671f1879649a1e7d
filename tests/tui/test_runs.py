"""Keys for a run of ours: what they order, and what they say where there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.model.ground import Ground
from core.model.orders import Halt, Slots
from core.model.run import Outcome
from tests import run_scenes, scenes

if TYPE_CHECKING:
    from tests.tui.conftest import Letters, Pose

RUNNING = replace(scenes.CALM, ground=run_scenes.GROUND)


async def test_p_holds_a_run_and_lets_it_go_on(posed: Pose) -> None:
    async with posed(RUNNING) as (app, pilot):
        await pilot.press("p")
        app.frame = run_scenes.PAUSED
        await pilot.press("p")

        assert [Halt(is_on=True), Halt(is_on=False)] == app.orders


async def test_minus_and_plus_change_the_slots(posed: Pose) -> None:
    async with posed(RUNNING) as (app, pilot):
        await pilot.press("minus", "plus", "underscore", "equals_sign")

        assert [Slots(4), Slots(6), Slots(4), Slots(6)] == app.orders


@pytest.mark.parametrize(("allowed", "key", "expected"), [(0, "minus", 0), (50, "plus", 50)])
async def test_slots_stay_between_none_and_fifty(
    posed: Pose, allowed: int, key: str, expected: int
) -> None:
    ground = replace(run_scenes.GROUND, allowed=allowed)
    async with posed(replace(RUNNING, ground=ground)) as (app, pilot):
        await pilot.press(key)

        assert [Slots(expected)] == app.orders


async def test_plus_stops_at_the_safe_count_and_says_so(posed: Pose) -> None:
    ground = replace(run_scenes.GROUND, allowed=6, most=6)
    async with posed(replace(RUNNING, ground=ground)) as (app, pilot):
        await pilot.press("plus")

        assert [] == app.orders
        assert "6 agents at a time are safe" in app.said[0]


@pytest.mark.parametrize(
    "ground", [Ground(), Ground(tasks=run_scenes.tasks(Outcome.DONE))], ids=["none", "over"]
)
async def test_agents_that_are_not_ours_are_not_held_and_never_called_paused(
    posed: Pose, letters: Letters, ground: Ground
) -> None:
    async with posed(replace(scenes.CALM, ground=ground)) as (app, pilot):
        await pilot.press("p", "minus", "plus")
        await pilot.pause()

        assert [] == app.orders
        assert 3 == len(app.said)
        assert "are not held" in app.said[0]
        assert "PAUSED" not in letters(app)


async def test_a_run_says_what_comes_next_and_who_holds_it(posed: Pose, letters: Letters) -> None:
    async with posed(RUNNING) as (app, pilot):
        await pilot.pause()
        assert "Run 2 of 30 tasks, 5 of 5 slots, next start in 3s, held by cooldown" in letters(app)

        app.frame = run_scenes.PAUSED
        await pilot.pause()
        assert "2 of 30 tasks, 5 of 5 slots, 23 tasks held" in letters(app)
        assert "PAUSED  lunch (ada, since 14:30)  p lets agents start" in letters(app)
        assert "HELD by quota until 16:00  81% of five_hour is used" in letters(app)

        app.frame = replace(RUNNING, ground=replace(run_scenes.GROUND, engine=None))
        await pilot.pause()
        assert "no engine: it is being started" in letters(app)


async def test_what_may_be_old_is_marked_with_the_reason(posed: Pose, letters: Letters) -> None:
    assert run_scenes.GROUND.engine is not None
    silent = replace(run_scenes.GROUND.engine, is_silent=True)
    async with posed(replace(RUNNING, ground=replace(run_scenes.GROUND, engine=silent))) as posing:
        app, pilot = posing
        await pilot.pause()
        assert "STALE  the engine (process 4242) shows no sign of life" in letters(app)

        lost = replace(run_scenes.GROUND, engine=None, trouble="state.db is damaged.")
        app.frame = replace(RUNNING, ground=lost)
        await pilot.pause()
        assert "STALE  state.db is damaged." in letters(app)
        assert "is being started" not in letters(app)
