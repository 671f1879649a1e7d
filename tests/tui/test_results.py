"""The page of results: asked for when tasks change, one run at a time, all of it to be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.model.orders import Collect
from tests import scenes
from tests.result_scenes import MIXED, WELL
from tests.run_scenes import FAN, UNREADABLE
from tui.widgets.result_page import ResultPage

if TYPE_CHECKING:
    from tests.tui.conftest import Letters, Pose

FOUND = replace(MIXED, run="batch")
EARLIER = tuple(
    replace(one, key=f"old/{one.id}", run="old", began_at=scenes.NOW - timedelta(days=1))
    for one in FAN.ground.tasks[:2]
)
TWO_RUNS = replace(FAN, ground=replace(FAN.ground, tasks=(*EARLIER, *FAN.ground.tasks)))


async def test_the_latest_run_is_asked_for_and_shown_when_it_is_there(
    posed: Pose, letters: Letters
) -> None:
    async with posed(TWO_RUNS) as (app, pilot):
        await pilot.press("5")
        await pilot.pause()

        assert [Collect("batch")] == app.orders
        assert "Reading what the agents have handed in" in letters(app)
        app.results = FOUND
        await pilot.pause()
        assert "2 of 5 can be used, 1 failed" in letters(app)
        assert "p95 is 140 ms" in letters(app)


async def test_it_is_asked_for_again_when_a_task_is_another_and_every_five_seconds_meanwhile(
    posed: Pose,
) -> None:
    start = replace(FAN, at=scenes.NOW.replace(second=10))
    moved = replace(FAN.ground, tasks=(*FAN.ground.tasks[1:], FAN.ground.tasks[0]))
    async with posed(start) as (app, pilot):
        await pilot.press("5")
        await pilot.pause()
        steps = ((14, FAN.ground, 1), (14, moved, 2), (15, moved, 3), (19, moved, 3))
        for second, ground, asked in steps:
            at = scenes.NOW.replace(second=second)
            app.frame = replace(FAN, at=at, ground=ground)
            await pilot.pause()
            assert asked * [Collect("batch")] == app.orders


async def test_keys_go_through_the_page_and_to_the_other_run(posed: Pose, letters: Letters) -> None:
    async with posed(TWO_RUNS, size=(80, 24)) as (app, pilot):
        await pilot.press("5")
        app.results = FOUND
        await pilot.press("G")
        await pilot.pause()
        assert "it is no JSON object" in letters(app)
        assert "2 of 5 can be used" not in letters(app)
        await pilot.press("g")
        await pilot.pause()
        assert "2 of 5 can be used" in letters(app)
        await pilot.press("greater_than_sign")
        await pilot.pause()
        assert Collect("old") == app.orders[-1]
        assert "Reading what the agents" in letters(app)
        await pilot.press("escape")
        await pilot.pause()
        assert not app.screen.query(ResultPage)


async def test_every_branch_that_can_be_used_has_its_next_commands(
    posed: Pose, letters: Letters
) -> None:
    async with posed(FAN) as (app, pilot):
        await pilot.press("5")
        app.results = replace(WELL, run="batch")
        await pilot.pause()
        shown = letters(app)

        assert "git diff HEAD...fan/issue-1" in shown
        assert "gh pr create --head fan/issue-1" in shown
        assert "likewise fan/issue-2, fan/issue-3" in shown
        await pilot.press("4")
        await pilot.pause()
        assert "git merge fan/t0" in letters(app)


async def test_without_a_run_or_a_state_it_says_why(posed: Pose, letters: Letters) -> None:
    for frame, words in ((scenes.CALM, "Nothing was ever run"), (UNREADABLE, "cannot be read")):
        async with posed(frame) as (app, pilot):
            await pilot.press("5")
            await pilot.pause()

            assert words in letters(app)
            assert [] == app.orders
