"""The grid paints only what changed, and keeps its order under a moving finger."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.model.diagnosis import Cause, Diagnosis, State
from tests import scenes
from tui.widgets.agent_grid import AgentGrid

if TYPE_CHECKING:
    from core.model.agent import Agent
    from core.model.frame import Frame
    from tests.tui.conftest import Pose


def later(frame: Frame, seconds: float, **changed: object) -> Frame:
    return replace(frame, at=scenes.NOW + timedelta(seconds=seconds), **changed)


def recovered(frame: Frame) -> tuple[Agent, ...]:
    """Give the frame with its worst agent at work again."""
    fine = Diagnosis(state=State.WORKING, cause=Cause.PROGRESS, because="wrote just now")
    first, *rest = frame.agents
    return (replace(first, diagnosis=fine, progress_at=scenes.NOW), *rest)


def names(grid: AgentGrid) -> list[str]:
    return [grid.roster.agents[row].name for row in grid.roster.rows if isinstance(row, str)]


async def test_equal_words_are_not_painted_again(posed: Pose) -> None:
    async with posed() as (app, pilot):
        grid = app.screen.query_one(AgentGrid)
        painted = dict(grid.painter.painted)
        app.frame = replace(scenes.BUSY)
        await pilot.pause()

        assert painted
        assert all(painted[row] is grid.painter.painted[row] for row in painted)


async def test_only_the_row_whose_words_changed_is_painted(posed: Pose) -> None:
    async with posed() as (app, pilot):
        grid = app.screen.query_one(AgentGrid)
        painted = dict(grid.painter.painted)
        first, *rest = scenes.BUSY.agents
        app.frame = replace(scenes.BUSY, agents=(replace(first, branch="other"), *rest))
        await pilot.pause()

        assert [0] == [row for row in painted if painted[row] is not grid.painter.painted[row]]


async def test_rows_out_of_sight_are_not_painted(posed: Pose) -> None:
    async with posed(scenes.MANY) as (app, _):
        grid = app.screen.query_one(AgentGrid)

        assert len(grid.painter.painted) <= grid.size.height


async def test_rows_stay_under_a_moving_finger_and_move_when_it_rests(posed: Pose) -> None:
    async with posed() as (app, pilot):
        grid = app.screen.query_one(AgentGrid)
        await pilot.press("j")
        app.frame = later(scenes.BUSY, 1, agents=recovered(scenes.BUSY))
        await pilot.pause()

        assert "tests-flaky-cart" == names(grid)[0]

        app.frame = later(scenes.BUSY, 3, agents=recovered(scenes.BUSY))
        await pilot.pause()

        assert "rbac-audit-log" == names(grid)[0]
        assert "rbac-audit-log" == grid.roster.agents[grid.cursor].name


async def test_the_cursor_stays_near_when_its_agent_goes(posed: Pose) -> None:
    async with posed() as (app, pilot):
        grid = app.screen.query_one(AgentGrid)
        await pilot.press("j")
        gone = grid.cursor
        app.frame = later(
            scenes.BUSY, 5, agents=tuple(a for a in scenes.BUSY.agents if a.key != gone)
        )
        await pilot.pause()

        assert "payout-retry" == grid.roster.agents[grid.cursor].name


async def test_the_cursor_survives_any_size(posed: Pose) -> None:
    async with posed(scenes.MANY) as (app, pilot):
        grid = app.screen.query_one(AgentGrid)
        await pilot.press("pagedown", "j")
        key = grid.cursor
        for size in ((200, 50), (80, 24), (50, 15), (30, 8), (60, 12), (120, 36)):
            await pilot.resize_terminal(*size)
            await pilot.pause()

        assert key == grid.cursor
        assert grid.roster.row_of(key) in grid._visible()
