"""`x`: who can be stopped, who cannot, and what is asked before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.model.orders import Stop
from tests import run_scenes, scenes

if TYPE_CHECKING:
    from tests.tui.conftest import Letters, Pose

RUNNING = replace(scenes.CALM, ground=run_scenes.GROUND)


async def test_x_asks_for_the_end_of_a_task_of_ours(posed: Pose) -> None:
    async with posed(run_scenes.FAN) as (app, pilot):
        app.screen.action_select("t3")
        await pilot.press("x")
        await pilot.press("4", "g", "j", "j", "x")

        assert [Stop("batch/t3"), Stop("batch/t2")] == app.orders


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("00000003/a1", "review the migration is an agent of t3: stop t3"),
        ("t0", "t0 is over: there is nothing to stop."),
    ],
)
async def test_what_cannot_be_stopped_says_why(posed: Pose, key: str, sentence: str) -> None:
    async with posed(run_scenes.FAN) as (app, pilot):
        app.screen.action_select(key)
        await pilot.press("x")

        assert [] == app.orders
        assert app.said[-1].startswith(sentence)


async def test_agents_of_claude_code_are_stopped_by_their_own_client_only(posed: Pose) -> None:
    async with posed(scenes.BUSY) as (app, pilot):
        await pilot.press("x")

        assert [] == app.orders
        assert "was not started by groundstop: only its own client can stop it," in app.said[-1]


@pytest.mark.parametrize(
    ("unsaved", "keys", "is_stopped"),
    [
        (0, ["y"], True),
        (0, ["enter"], False),
        (0, ["n"], False),
        (12, ["y", "enter"], False),
        (12, ["t", "3", "enter"], True),
        (12, ["escape"], False),
        (None, ["t", "3", "enter"], True),
    ],
)
async def test_unsaved_work_is_stopped_only_by_its_name(
    posed: Pose, letters: Letters, unsaved: int | None, keys: list[str], *, is_stopped: bool
) -> None:
    async with posed(run_scenes.FAN) as (app, pilot):
        asked = app.run_worker(app.confirm_stop("t3", "fan/t3", unsaved))
        await pilot.pause()
        assert "Stop t3?" in letters(app)
        assert ("12 changed files are not committed" in letters(app)) is (unsaved == 12)
        await pilot.press(*keys)
        await pilot.pause()
        if not asked.is_finished:
            assert "That is not its name: t3." == app.said[-1]
            await pilot.press("escape")

        assert is_stopped is await asked.wait()
