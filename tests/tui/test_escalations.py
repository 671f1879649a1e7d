"""The page of what waits for a person: who, why, what was tried, and what each key does to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.model.orders import Answer, GiveUp, Retry, Stop, TakeOver
from tests import run_scenes, scenes

if TYPE_CHECKING:
    from tests.tui.conftest import Letters, Pose


@pytest.mark.requirement("S4-32")
@pytest.mark.requirement("S4-42")
async def test_questions_come_first_then_whoever_was_given_up_on(
    posed: Pose, letters: Letters
) -> None:
    async with posed(run_scenes.NEEDY) as (app, pilot):
        await pilot.press("6")
        await pilot.pause()
        shown = letters(app)

        assert shown.index("asks") < shown.index("escalated") < shown.index("unproven")
        assert "Which of the two formats of the export is meant, v1 or v2?" in shown
        await pilot.press("j")
        await pilot.pause()
        shown = letters(app)
        assert "attempt 1" in shown
        assert "no progress for 30 min" in shown
        assert "groundstop restore t7" in shown
        assert "shop-trees/batch/t7" in shown


@pytest.mark.requirement("S4-12")
@pytest.mark.parametrize(
    ("keys", "order"),
    [
        ("w", Answer("batch/t3")),
        ("x", Stop("batch/t3")),
        ("jw", Retry("batch/t7")),
        ("jx", GiveUp("batch/t7")),
        ("jt", TakeOver("batch/t7")),
        ("jjt", TakeOver("batch/t8")),
        ("Gw", Retry("batch/t8")),
    ],
)
async def test_a_key_is_about_the_task_under_the_cursor(
    posed: Pose, keys: str, order: object
) -> None:
    async with posed(run_scenes.NEEDY) as (app, pilot):
        await pilot.press("6", *keys)
        await pilot.pause()

        assert [order] == app.orders


async def test_who_is_at_work_is_not_taken_over(posed: Pose) -> None:
    async with posed(run_scenes.NEEDY) as (app, pilot):
        await pilot.press("6", "t")

        assert [] == app.orders
        assert "t3 is at work: x stops it first." in app.said[-1]


async def test_a_click_chooses_and_escape_goes_back(posed: Pose, letters: Letters) -> None:
    async with posed(run_scenes.NEEDY) as (app, pilot):
        await pilot.press("6")
        app.screen.action_choose("batch/t8")
        await pilot.pause()
        assert "src/cart/limits.py is missing" in letters(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "worst first" in letters(app)


async def test_where_nobody_waits_it_says_what_would_stand_there(
    posed: Pose, letters: Letters
) -> None:
    async with posed(scenes.CALM) as (app, pilot):
        await pilot.press("6", "w")
        await pilot.pause()

        assert "Nobody waits for you." in letters(app)
        assert [] == app.orders
        await pilot.press("t")
        assert "Nobody waits here." in app.said[-1]


@pytest.mark.parametrize(
    ("keys", "words"), [("enter", ""), ("escape", None), ("vx2", "vx2")], ids=str
)
async def test_another_try_needs_no_note(
    posed: Pose, letters: Letters, keys: str, words: str | None
) -> None:
    async with posed(run_scenes.NEEDY) as (app, pilot):
        asked = app.run_worker(app.ask_words("t7", "", again=True))
        await pilot.pause()
        assert "Try t7 again; what you write goes into its brief." in letters(app)
        await pilot.press(*([keys] if words != keys else [*keys, "enter"]))

        assert words == await asked.wait()


async def test_the_dashboard_points_to_the_queue(posed: Pose, letters: Letters) -> None:
    async with posed(run_scenes.NEEDY) as (app, pilot):
        await pilot.pause()
        assert "3 tasks wait for you  6 shows why" in letters(app)
