"""Frames come down, orders go up, and themes, palette and glyphs are chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import scenes
from tui.app import Tui
from tui.present.glyphs import ASCII, COLOURLESS
from tui.screens.agent import AgentRoom
from tui.theme import THEMES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from core.model.frame import Frame
    from tests.tui.conftest import Letters, Pose


async def test_frames_are_followed_until_there_are_no_more(posed: Pose, letters: Letters) -> None:
    async def frames() -> AsyncIterator[Frame]:
        yield scenes.CALM
        yield scenes.MASS_STALL

    async with posed(frames=frames()) as (app, pilot):
        await pilot.pause()
        app.frame = scenes.MASS_STALL
        await pilot.pause()

        assert "22 need a look" in letters(app)


async def test_the_palette_finds_agents_and_commands(posed: Pose) -> None:
    async with posed() as (app, pilot):
        await pilot.press("colon", *"ledger")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await pilot.pause(0.3)

        assert isinstance(app.screen, AgentRoom)
        assert app.screen.key.endswith("12")


async def test_the_palette_changes_the_theme(posed: Pose) -> None:
    async with posed() as (app, pilot):
        await pilot.press("colon", *"light")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await pilot.pause(0.3)

        assert "light" == app.theme


async def test_hostile_names_are_shown_harmless_everywhere(posed: Pose, letters: Letters) -> None:
    async with posed(scenes.HOSTILE) as (app, pilot):
        await pilot.press("colon", *"red")
        await pilot.pause(0.3)

        assert "[red]markup[/red]" in letters(app)

        await pilot.press("escape", "enter")
        await pilot.pause()

        assert "[red]markup[/red]" in letters(app)
        assert "\x1b" not in letters(app)


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_can_be_chosen(theme: str) -> None:
    assert theme == Tui(submit=print, theme=theme, color_system="truecolor").theme


async def test_ascii_shows_ascii_only(posed: Pose, letters: Letters) -> None:
    async with posed(environment={"LC_ALL": "C"}, size=(200, 50)) as (app, pilot):
        await pilot.pause()

        assert ASCII is app.manner.glyphs
        assert letters(app).isascii()


async def test_no_colour_means_none(posed: Pose, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with posed(environment={"NO_COLOR": "1", "LANG": "C.UTF-8"}) as (app, _):
        assert COLOURLESS is app.manner.glyphs
        assert "terminal" == app.theme


async def test_too_small_refuses_and_comes_back(posed: Pose, letters: Letters) -> None:
    async with posed() as (app, pilot):
        await pilot.resize_terminal(38, 10)
        await pilot.pause()

        assert "38x10 is too small for the" in letters(app)

        await pilot.resize_terminal(60, 12)
        await pilot.pause()

        assert "tests-flaky-cart" in letters(app)


async def test_a_crash_tells_where_but_no_values(
    posed: Pose, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "sk-ant-" + "api03-" + "x" * 40

    with pytest.raises(ZeroDivisionError):  # noqa: PT012, the app itself breaks down
        async with posed() as (app, pilot):

            def break_down() -> None:
                kept = [secret]
                assert kept
                raise ZeroDivisionError(secret)

            app.call_later(break_down)
            await pilot.pause()

    told = capsys.readouterr().err
    assert "break_down" in told
    assert secret not in told
    assert "locals" not in told


@pytest.mark.parametrize("keys", [("slash",), ("y",)], ids=str)
async def test_ctrl_c_leaves_from_anywhere(posed: Pose, keys: tuple[str, ...]) -> None:
    async with posed() as (app, pilot):
        await pilot.press(*keys, "ctrl+c")

    assert app.return_code == 130
