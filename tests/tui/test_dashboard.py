"""Every key of the dashboard becomes what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.model.diagnosis import State
from core.model.orders import Refresh, Snapshot, Widen
from tests import scenes
from tui.present.view.wishes import Grouping, Sort
from tui.screens.agent import AgentRoom
from tui.screens.dashboard import Dashboard
from tui.screens.help import HelpRoom
from tui.widgets.agent_grid import AgentGrid

if TYPE_CHECKING:
    from tests.tui.conftest import Letters, Pose, Posed


ORDER = [agent.name for agent in scenes.BUSY.agents]


def cursor(app: Posed) -> str:
    grid = app.screen.query_one(AgentGrid)
    return next(agent.name for agent in app.frame.agents if agent.key == grid.cursor)


async def test_keys_move_the_cursor(posed: Pose) -> None:
    async with posed() as (app, pilot):
        for keys, name in (
            (["j"], "rbac-audit-log"),
            (["down", "down"], "auth-token-rotate"),
            (["k"], "payout-retry"),
            (["up"], "rbac-audit-log"),
            (["G"], "ci-cache-keys"),
            (["home"], "tests-flaky-cart"),
            (["end", "g"], "tests-flaky-cart"),
            (["n"], "rbac-audit-log"),
            (["g", "N"], "sso-saml-edge"),
            (["g", "pagedown", "pageup"], "tests-flaky-cart"),
        ):
            await pilot.press(*keys)

            assert name == cursor(app), keys


async def test_pages_move_far(posed: Pose) -> None:
    async with posed() as (app, pilot):
        await pilot.press("ctrl+d")
        half = ORDER.index(cursor(app))
        await pilot.press("ctrl+u", "pagedown")

        assert 4 < half
        assert "tests-flaky-cart" != cursor(app)


async def test_n_says_when_nobody_needs_a_look(posed: Pose) -> None:
    async with posed(scenes.CALM) as (app, pilot):
        await pilot.press("n")

        assert ["No agent needs a look."] == app.said


async def test_enter_opens_the_agent_and_escape_goes_back(posed: Pose) -> None:
    async with posed() as (app, pilot):
        await pilot.press("enter")

        assert isinstance(app.screen, AgentRoom)

        await pilot.press("escape")

        assert isinstance(app.screen, Dashboard)


async def test_t_shows_the_transcript(posed: Pose) -> None:
    async with posed() as (app, pilot):
        await pilot.press("t")

        assert isinstance(app.screen, AgentRoom)


async def test_slash_filters_while_it_is_typed(posed: Pose, letters: Letters) -> None:
    async with posed() as (app, pilot):
        await pilot.press("slash", *"state", "colon", *"stalled")
        await pilot.pause()
        grid = app.screen.query_one(AgentGrid)

        assert 3 == grid.matched
        assert "3 of 30" in letters(app)

        await pilot.press("enter", "j")

        assert grid.has_focus
        assert "search-typo-fix" == cursor(app)

        await pilot.press("escape")
        await pilot.pause()

        assert 30 == grid.matched


async def test_a_filter_that_hides_all_says_so(posed: Pose, letters: Letters) -> None:
    async with posed() as (app, pilot):
        await pilot.press("slash", *"zzz")
        await pilot.pause()

        assert 'No agent matches "zzz".' in letters(app)

        await pilot.press("escape")
        await pilot.pause()

        assert "No agent matches" not in letters(app)


async def test_a_wrong_filter_is_said_and_hides_nobody(posed: Pose, letters: Letters) -> None:
    async with posed() as (app, pilot):
        await pilot.press("slash", *"state", "colon", *"staled")
        await pilot.pause()

        assert 'No state is called "staled". Did you mean stalled?' in letters(app)
        assert 30 == app.screen.query_one(AgentGrid).matched


async def test_sort_keys_change_the_column_and_the_direction(posed: Pose, letters: Letters) -> None:
    async with posed() as (app, pilot):
        grid = app.screen.query_one(AgentGrid)
        await pilot.press("greater_than_sign")

        assert Sort.NAME is grid.ordering.sort

        await pilot.press("I")
        await pilot.pause()

        assert grid.ordering.is_reversed
        assert "name, reversed" in letters(app)

        await pilot.press("less_than_sign", "less_than_sign")

        assert Sort.BRANCH is grid.ordering.sort


async def test_v_groups_by_session_then_by_repository(posed: Pose, letters: Letters) -> None:
    async with posed(scenes.MANY) as (app, pilot):
        await pilot.press("v")
        await pilot.pause()

        assert "session b7e14d20  67 agents" in letters(app)
        assert "by session" in letters(app)

        await pilot.press("v")
        await pilot.pause()

        assert "~/src/shop  200 agents" in letters(app)

        await pilot.press("v")

        assert Grouping.NONE is app.screen.query_one(AgentGrid).ordering.grouping


async def test_space_marks_and_a_marks_all_alike(posed: Pose) -> None:
    async with posed() as (app, pilot):
        grid = app.screen.query_one(AgentGrid)
        await pilot.press("space")

        assert 1 == len(grid.marks)
        assert "rbac-audit-log" == cursor(app)

        await pilot.press("a")

        assert 2 == len(grid.marks)

        await pilot.press("a")

        assert 0 == len(grid.marks)

        await pilot.press("space", "escape")

        assert 0 == len(grid.marks)


async def test_a_key_becomes_an_order(posed: Pose) -> None:
    async with posed() as (app, pilot):
        await pilot.press("full_stop", "s", "S", "R", "ctrl+l")
        await pilot.pause()

        expected = [Widen(all=True), Snapshot(redact=False), Snapshot(redact=True)]
        assert [*expected, Refresh(), Refresh()] == app.orders


async def test_the_whole_machine_narrows_again(posed: Pose) -> None:
    wide = replace(scenes.BUSY, scope=replace(scenes.BUSY.scope, repository=None))
    async with posed(wide) as (app, pilot):
        await pilot.press("full_stop")
        await pilot.pause()

        assert [Widen(all=False)] == app.orders


async def test_keys_of_later_issues_say_why(posed: Pose) -> None:
    async with posed() as (app, pilot):
        await pilot.press("r")

        assert 1 == len(app.said)
        assert [] == app.orders


async def test_f_holds_the_picture_and_says_how_old_it_is(posed: Pose, letters: Letters) -> None:
    async with posed() as (app, pilot):
        await pilot.press("f")
        app.frame = replace(scenes.CALM, at=scenes.NOW + timedelta(seconds=12))
        await pilot.pause()

        assert "30 agents" in letters(app)
        assert "frozen for 12s" in letters(app)

        await pilot.press("f")
        await pilot.pause()

        assert "14 agents" in letters(app)
        assert "frozen" not in letters(app)


async def test_help_opens_and_closes(posed: Pose) -> None:
    async with posed() as (app, pilot):
        for key in ("question_mark", "f1"):
            await pilot.press(key)

            assert isinstance(app.screen, HelpRoom), key

            await pilot.press("escape")

            assert isinstance(app.screen, Dashboard), key


async def test_the_palette_opens(posed: Pose) -> None:
    async with posed() as (app, pilot):
        for key in ("colon", "ctrl+p"):
            await pilot.press(key)

            assert "CommandPalette" == type(app.screen).__name__, key

            await pilot.press("escape")


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_q_leaves(posed: Pose, key: str) -> None:
    async with posed() as (app, pilot):
        await pilot.press(key)

        assert not app.is_running or app._exit


async def test_without_agents_only_keys_that_help_are_offered(
    posed: Pose, letters: Letters
) -> None:
    async with posed(scenes.NO_AGENTS) as (app, pilot):
        await pilot.pause()

        assert "Filter" not in letters(app)
        assert "Here/all" in letters(app)
        assert "No fan-out is running here." in letters(app)


async def test_remapped_keys_work_and_help_shows_them(posed: Pose, letters: Letters) -> None:
    async with posed(keymap={"dashboard.filter": "ctrl+f"}) as (app, pilot):
        await pilot.press("ctrl+f")

        assert app.screen.query_one("FilterBox").has_focus

        await pilot.press("escape", "question_mark")
        await pilot.pause()

        assert "ctrl+f" in letters(app)


async def test_every_state_has_a_row(posed: Pose, letters: Letters) -> None:
    async with posed(size=(200, 50)) as (app, pilot):
        await pilot.pause()
        page = letters(app)

        assert [] == [state for state in State if app.manner.glyphs.states[state] not in page]


async def test_escape_takes_the_number_of_marks_away(posed: Pose, letters: Letters) -> None:
    async with posed() as (app, pilot):
        await pilot.press("space", "space")
        assert "2 marked" in letters(app)
        await pilot.press("escape")

        assert "marked" not in letters(app)
