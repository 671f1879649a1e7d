"""The pre-flight on the screen: three ways on, and a risk that is asked twice."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from tests import preflight_scenes as scenes
from tests.tui.conftest import Posed
from tui.screens.preflight import PreflightRoom

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from textual.pilot import Pilot

    from core.model.preflight import Preflight


@asynccontextmanager
async def asked(
    found: Preflight, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[tuple[Posed, Pilot[None], list[str]]]:
    answers: list[str] = []
    app = Posed(room=lambda: PreflightRoom(found, answers.append))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield app, pilot, answers


@pytest.mark.requirement("S1-23", "S1-35", "S1-29")
async def test_the_page_shows_number_inputs_safeguards_and_questions(
    letters: Callable[[Posed], str],
) -> None:
    async with asked(scenes.TOO_MANY) as (app, _, _):
        page = letters(app)

    for words in (
        "30 agents wanted, 2 are safe",
        "38%  five_hour: rate_limit_event of 14:31 UTC",
        "10%  worst_case_tokens of the plan",
        "floor(38% / 10% x 0.6)",
        "on  checkpoints",
        "Can each task be done without the others?",
        "several runs: 2 + 6",
    ):
        assert words in page


@pytest.mark.parametrize(("key", "answer"), [("enter", "start"), ("escape", ""), ("q", "")])
async def test_one_key_decides_where_all_are_safe(key: str, answer: str) -> None:
    async with asked(scenes.SAFE) as (_, pilot, answers):
        await pilot.press(key)

    assert [answer] == answers


@pytest.mark.parametrize("scene", ["TOO_MANY", "UNKNOWN"])
async def test_a_risk_is_asked_twice(scene: str) -> None:
    async with asked(getattr(scenes, scene)) as (app, pilot, answers):
        await pilot.press("enter")
        said, before = app.said, list(answers)
        await pilot.press("enter")

    assert [] == before
    assert "Enter again takes the risk" in said[0]
    assert ["start"] == answers


async def test_fewer_answers_or_says_why_not() -> None:
    async with asked(scenes.TOO_MANY) as (_, pilot, answers):
        await pilot.press("f")
    assert ["fewer"] == answers

    for scene, words in ((scenes.SAFE, "All 5 are safe"), (scenes.UNKNOWN, "unknown")):
        async with asked(scene) as (app, pilot, answers):
            await pilot.press("f")
            assert words in app.said[0]
            assert [] == answers


async def test_what_does_not_fit_is_scrolled_to(letters: Callable[[Posed], str]) -> None:
    async with asked(scenes.UNKNOWN, (80, 24)) as (app, pilot, _):
        before = letters(app)
        await pilot.press("space", "space", "j", "pagedown")
        await pilot.pause()

        assert "is a fan-out the right means?" not in before
        assert "is a fan-out the right means?" in letters(app)


async def test_a_tiny_terminal_is_refused_politely(letters: Callable[[Posed], str]) -> None:
    async with asked(scenes.SAFE, (20, 4)) as (app, _, _):
        assert "small" in letters(app)
