"""`w`: who listens, who does not, and the question above the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.model.orders import Answer
from tests import run_scenes, scenes

if TYPE_CHECKING:
    from tests.tui.conftest import Letters, Pose


@pytest.mark.requirement("S4-56")
async def test_w_asks_for_words_to_a_task_that_runs(posed: Pose) -> None:
    async with posed(run_scenes.FAN) as (app, pilot):
        app.screen.action_select("t3")
        await pilot.press("w")

        assert [Answer("batch/t3")] == app.orders


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("00000003/a1", "review the migration is an agent of t3: stop t3, or tell it in its"),
        ("t0", "t0 is over: there is nothing to tell."),
    ],
)
async def test_who_does_not_listen_is_named(posed: Pose, key: str, sentence: str) -> None:
    async with posed(run_scenes.FAN) as (app, pilot):
        app.screen.action_select(key)
        await pilot.press("w")

        assert [] == app.orders
        assert app.said[-1].startswith(sentence)


async def test_agents_of_claude_code_are_told_in_their_own_client(posed: Pose) -> None:
    async with posed(scenes.BUSY) as (app, pilot):
        await pilot.press("w")

        assert [] == app.orders
        assert "only its own client can stop it, or tell it something." in app.said[-1]


@pytest.mark.parametrize(
    ("keys", "words"),
    [(["h", "i", "enter"], "hi"), (["enter", "escape"], None), (["h", "escape"], None)],
)
async def test_the_question_stands_above_its_answer(
    posed: Pose, letters: Letters, keys: list[str], words: str | None
) -> None:
    async with posed(run_scenes.FAN) as (app, pilot):
        asked = app.run_worker(app.ask_words("t3", "Which of the two formats is meant?"))
        await pilot.pause()
        assert "t3 asks:" in letters(app)
        assert "Which of the two formats is meant?" in letters(app)
        await pilot.press(*keys)

        assert words == await asked.wait()
