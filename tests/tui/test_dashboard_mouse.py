"""Every function of the dashboard has a way for the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from tests import scenes
from tui.present.view.wishes import Sort
from tui.screens.agent import AgentRoom
from tui.widgets.agent_grid import AgentGrid

if TYPE_CHECKING:
    from tests.tui.conftest import Pose, Posed


ORDER = [agent.name for agent in scenes.BUSY.agents]


def cursor(app: Posed) -> str:
    grid = app.screen.query_one(AgentGrid)
    return next(agent.name for agent in app.frame.agents if agent.key == grid.cursor)


async def test_a_click_selects_and_a_double_click_opens(posed: Pose) -> None:
    async with posed() as (app, pilot):
        await pilot.click(AgentGrid, offset=(20, 3))
        await pilot.pause()

        assert "payout-retry" == cursor(app)

        await pilot.click(AgentGrid, offset=(20, 3), times=2)
        await pilot.pause()

        assert isinstance(app.screen, AgentRoom)


async def test_a_click_on_a_title_sorts_and_another_turns_round(posed: Pose) -> None:
    async with posed() as (app, pilot):
        grid = app.screen.query_one(AgentGrid)
        await pilot.click(AgentGrid, offset=(16, 0))
        await pilot.pause()

        assert Sort.NAME is grid.ordering.sort

        await pilot.click(AgentGrid, offset=(16, 0))
        await pilot.pause()

        assert grid.ordering.is_reversed


async def test_a_click_on_a_glyph_of_the_strip_selects_its_agent(posed: Pose) -> None:
    async with posed() as (app, pilot):
        await pilot.click("FleetStrip", offset=(2, 0))
        await pilot.pause()
        oldest = min(
            (agent for agent in app.frame.agents if agent.began_at),
            key=lambda agent: agent.began_at,
        )

        assert oldest.name == cursor(app)


async def test_a_click_on_a_count_shows_only_that_state(posed: Pose) -> None:
    async with posed() as (app, pilot):
        await pilot.click("FleetStrip", offset=(79, 0))
        await pilot.pause()
        grid = app.screen.query_one(AgentGrid)

        assert grid.shown.text.startswith("state:")
        assert 30 > grid.matched


async def test_a_click_on_the_footer_runs_its_key(posed: Pose) -> None:
    async with posed() as (app, pilot):
        await pilot.click("KeyLine", offset=(12, 0))
        await pilot.pause()

        assert app.screen.query_one("FilterBox").has_focus


async def test_the_wheel_scrolls_the_grid(posed: Pose) -> None:
    async with posed(scenes.MANY) as (app, pilot):
        grid = app.screen.query_one(AgentGrid)
        x, y = grid.region.offset
        wheel = events.MouseScrollDown(grid, x, y, 0, 1, 0, shift=False, meta=False, ctrl=False)
        app.screen._forward_event(wheel)
        await pilot.pause()

        assert 0 < grid.scroll_offset.y
