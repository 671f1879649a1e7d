"""One agent's room: why, facts, events, and the end of its transcript."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.model.orders import Hide, Show
from tests import scenes
from tui.screens.agent import AgentRoom
from tui.widgets.transcript_tail import TranscriptTail

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from core.model.frame import Frame
    from tests.tui.conftest import Letters, Pose, Posed


STALLED = scenes.WATCHED.tail_of


@pytest.fixture
def opened(posed: Pose) -> Pose:
    def open_room(frame: Frame = scenes.WATCHED, **chosen: object) -> Pose:
        return posed(frame, **chosen)

    return open_room


async def enter(app: Posed, pilot: Pilot[None], key: str = STALLED) -> None:
    app.push_screen(AgentRoom(key))
    await pilot.pause()


async def test_it_says_why_and_what_is_known(opened: Pose, letters: Letters) -> None:
    async with opened() as (app, pilot):
        await enter(app, pilot)
        page = letters(app)

        assert "▲ ws-reconnect  STALLED" in page
        assert "No record for 16 min; Bash has been pending since 14:15." in page
        assert "It says itself: active · 40% · implement · tests green" in page
        assert scenes.SESSION in page
        assert "14:15:33  Bash npm run test -- ws" in page
        assert "following" in page


async def test_it_asks_for_the_transcript_and_lets_go_of_it(opened: Pose) -> None:
    async with opened() as (app, pilot):
        await enter(app, pilot)

        assert [Show(STALLED)] == app.orders

        await pilot.press("escape")
        await pilot.pause()

        assert [Show(STALLED), Hide(STALLED)] == app.orders


async def test_n_goes_to_another_problem_and_back(opened: Pose) -> None:
    async with opened() as (app, pilot):
        await enter(app, pilot)
        await pilot.press("n")
        await pilot.pause()
        other = app.screen.key
        await pilot.press("N")
        await pilot.pause()

        assert STALLED == app.screen.key != other
        seen = [Show(STALLED), Hide(STALLED), Show(other), Hide(other), Show(STALLED)]
        assert seen == app.orders


async def test_scrolling_up_stops_following_and_g_follows_again(
    opened: Pose, letters: Letters
) -> None:
    async with opened() as (app, pilot):
        await enter(app, pilot)
        tail = app.screen.query_one(TranscriptTail)
        await pilot.press("k", "up", "pageup")
        await pilot.pause()

        assert 12 == tail.back
        assert "12 below" in letters(app)

        await pilot.press("j", "pagedown", "G")

        assert 0 == tail.back


async def test_a_tail_that_has_not_come_yet_shows_the_known_steps(
    opened: Pose, letters: Letters
) -> None:
    async with opened(scenes.BUSY) as (app, pilot):
        await enter(app, pilot)

        assert "14:16:07  Bash npm run build" in letters(app)


async def test_an_agent_that_is_gone_is_said_to_be_gone(opened: Pose, letters: Letters) -> None:
    async with opened() as (app, pilot):
        await enter(app, pilot)
        app.frame = replace(scenes.CALM, agents=())
        await pilot.pause()

        assert "This agent is not shown any more." in letters(app)


COPIES = {
    "n": "ws-reconnect",
    "s": scenes.SESSION,
    "r": f"cd /home/ada/src/shop-wt/ws-reconnect && claude --resume {scenes.SESSION}",
    "b": "fan/ws-reconnect",
}


async def test_y_copies_what_is_chosen(opened: Pose) -> None:
    async with opened() as (app, pilot):
        await enter(app, pilot)
        for key, text in COPIES.items():
            await pilot.press("y")
            await pilot.pause()
            await pilot.press(key)
            await pilot.pause()

            assert text == app.copied[-1]
            assert f"Copied: {text}" == app.said[-1]


async def test_the_copy_menu_closes_and_copies_nothing(opened: Pose) -> None:
    async with opened() as (app, pilot):
        await enter(app, pilot)
        await pilot.press("y")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()

        assert [] == app.copied
        assert isinstance(app.screen, AgentRoom)


async def test_what_is_not_known_is_not_copied(opened: Pose) -> None:
    nameless = replace(scenes.BUSY.agents[0], branch=None)
    async with opened(replace(scenes.BUSY, agents=(nameless,))) as (app, pilot):
        await pilot.press("y")
        await pilot.pause()
        await pilot.press("b")
        await pilot.pause()

        assert [] == app.copied
        assert ["That is not known of this agent."] == app.said
