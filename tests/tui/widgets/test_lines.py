"""Words that tell a time follow it, and nobody is asked for words where none fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from textual.geometry import Size

from core.model.quota import Reading
from tests import scenes
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from core.model.frame import Frame
    from tests.tui.conftest import Pose

WINDOW = Reading(
    window="five_hour",
    fraction=1.0,
    observed_at=scenes.NOW - timedelta(minutes=3),
    resets_at=scenes.NOW + timedelta(hours=2),
    source="error",
)
TOLD = replace(scenes.BUSY, quota=(WINDOW,))


@pytest.mark.parametrize("room", ["dashboard", "agent"])
@pytest.mark.parametrize("frame", [TOLD, scenes.MASS_STALL, scenes.WATCHED, scenes.NO_AGENTS])
async def test_whoever_tells_a_time_asks_for_its_words_again(
    posed: Pose, frame: Frame, room: str
) -> None:
    """All others are asked only when something else in the frame has changed."""
    async with posed(frame, size=(200, 50)) as (app, pilot):
        if room == "agent" and frame.agents:
            app.action_open_agent(frame.agents[0].key)
            await pilot.pause()
        late = replace(frame, at=scenes.NOW + timedelta(hours=3))
        silent = set()
        for widget in app.screen.query(Lines):
            before = list(widget.words(120, 20))
            widget.set_reactive(Lines.frame, late)
            if list(widget.words(120, 20)) != before and not widget.TELLS_TIME:
                silent.add(type(widget).__name__)

    assert set() == silent


async def test_no_words_are_asked_for_where_none_fit(posed: Pose) -> None:
    async with posed() as (app, _):
        for widget in app.screen.query(Lines):
            assert 0 == widget.get_content_height(Size(0, 9), Size(0, 9), 0)
