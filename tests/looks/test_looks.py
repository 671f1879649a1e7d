"""Every scene at three sizes: is it beautiful, and the same as when a person last looked?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

import pytest

from core.model.frame import EMPTY
from tests import preflight_scenes, result_scenes, run_scenes, scenes
from tui.app import Tui
from tui.screens.preflight import PreflightRoom

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from core.model.frame import Frame


Looks = Callable[..., bool]
SIZES = [(80, 24), (120, 36), (200, 50)]
SMALL = (60, 12)
ENVIRONMENT = {"LANG": "C.UTF-8", "HOME": "/home/ada"}


@pytest.fixture
def looks(snap_compare: Callable[..., bool]) -> Looks:
    """Give a function that compares a posed dashboard with its picture."""

    def compare(
        frame: Frame,
        size: tuple[int, int],
        *keys: str,
        pose: Callable[[Tui], object] | None = None,
        **chosen: object,
    ) -> bool:
        chosen = {"environment": ENVIRONMENT, "color_system": "truecolor", **chosen}
        app = Tui(submit=print, zone=UTC, first=frame, **chosen)

        async def ready(pilot: Pilot[None]) -> None:
            await pilot.press(*keys)
            if pose:
                pose(app)
            await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=ready)

    return compare


def name(size: tuple[int, int]) -> str:
    return "x".join(map(str, size))


@pytest.mark.parametrize("size", [*SIZES, SMALL], ids=name)
def test_thirty_agents_of_every_state(looks: Looks, size: tuple[int, int]) -> None:
    assert looks(scenes.BUSY, size)


@pytest.mark.parametrize("size", SIZES, ids=name)
def test_a_run_that_is_held(looks: Looks, size: tuple[int, int]) -> None:
    assert looks(run_scenes.PAUSED, size)


@pytest.mark.parametrize("size", SIZES, ids=name)
@pytest.mark.parametrize("key", ["", "3", "4"], ids=["dashboard", "journal", "runs"])
def test_a_run_of_thirty_tasks(looks: Looks, key: str, size: tuple[int, int]) -> None:
    assert looks(run_scenes.FAN, size, *key)


@pytest.mark.parametrize("size", SIZES, ids=name)
def test_an_agent_without_a_checkpoint(looks: Looks, size: tuple[int, int]) -> None:
    assert looks(run_scenes.FAN, size, "j", "enter")


def test_agents_without_a_checkpoint_in_ascii(looks: Looks) -> None:
    assert looks(run_scenes.FAN, (80, 24), "j", glyphs="ascii")


@pytest.mark.parametrize("size", [*SIZES, SMALL], ids=name)
@pytest.mark.parametrize("keys", ["6", "6j"], ids=["asks", "escalated"])
def test_what_waits_for_a_person(looks: Looks, keys: str, size: tuple[int, int]) -> None:
    assert looks(run_scenes.NEEDY, size, *keys)


@pytest.mark.parametrize("size", SIZES, ids=name)
@pytest.mark.parametrize("frame", [scenes.CALM, run_scenes.UNREADABLE], ids=["none", "broken"])
def test_nobody_waits_for_a_person(looks: Looks, frame: Frame, size: tuple[int, int]) -> None:
    assert looks(frame, size, "6")


@pytest.mark.parametrize("size", SIZES, ids=name)
def test_a_run_that_is_drained(looks: Looks, size: tuple[int, int]) -> None:
    assert looks(run_scenes.DRAINING, size, "4")


@pytest.mark.parametrize("key", ["3", "4"], ids=["journal", "runs"])
@pytest.mark.parametrize("frame", [scenes.CALM, run_scenes.UNREADABLE], ids=["none", "broken"])
def test_runs_that_are_not_there(looks: Looks, frame: Frame, key: str) -> None:
    assert looks(frame, (80, 24), key)


@pytest.mark.parametrize("unsaved", [0, 12])
def test_the_question_before_a_stop(looks: Looks, unsaved: int) -> None:
    def ask(app: Tui) -> None:
        app.run_worker(app.confirm_stop("ai-962", "fan/ai-962", unsaved))

    assert looks(run_scenes.FAN, (80, 24), pose=ask)


@pytest.mark.parametrize("size", SIZES, ids=name)
def test_the_question_above_an_answer(looks: Looks, size: tuple[int, int]) -> None:
    asked = "The format of 2024 has no currency. Which one is meant where the column is empty: EUR?"

    def ask(app: Tui) -> None:
        app.run_worker(app.ask_words("ai-962", asked))

    assert looks(run_scenes.FAN, size, pose=ask)


@pytest.mark.parametrize("size", SIZES, ids=name)
@pytest.mark.parametrize("scene", ["CALM", "NO_AGENTS", "MASS_STALL", "MANY"])
def test_scenes(looks: Looks, scene: str, size: tuple[int, int]) -> None:
    assert looks(getattr(scenes, scene), size)


@pytest.mark.parametrize("scene", ["NO_CLAUDE", "LOADING", "ALL_DONE", "HOSTILE"])
def test_scenes_that_differ_little_by_size(looks: Looks, scene: str) -> None:
    assert looks(getattr(scenes, scene), (80, 24))


@pytest.mark.parametrize("size", [*SIZES, SMALL], ids=name)
def test_one_agent(looks: Looks, size: tuple[int, int]) -> None:
    key = scenes.WATCHED.tail_of

    assert looks(scenes.WATCHED, size, pose=lambda app: app.call_later(app.action_open_agent, key))


@pytest.mark.parametrize("size", SIZES, ids=name)
def test_help(looks: Looks, size: tuple[int, int]) -> None:
    assert looks(scenes.BUSY, size, "question_mark")


def test_a_filter_that_lets_nobody_through(looks: Looks) -> None:
    assert looks(scenes.BUSY, (80, 24), "slash", "z", "z", "z")


def test_grouped_by_session_with_marks(looks: Looks) -> None:
    assert looks(scenes.MANY, (120, 36), "v", "space", "space")


def test_the_copy_menu(looks: Looks) -> None:
    assert looks(scenes.BUSY, (80, 24), "y")


@pytest.mark.parametrize("size", [(59, 24), (20, 4)], ids=name)
def test_too_small(looks: Looks, size: tuple[int, int]) -> None:
    assert looks(scenes.BUSY, size)


@pytest.mark.parametrize("theme", ["light", "high-contrast", "terminal"])
def test_themes(looks: Looks, theme: str) -> None:
    assert looks(scenes.BUSY, (120, 36), theme=theme)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=name)
def test_ascii(looks: Looks, size: tuple[int, int]) -> None:
    assert looks(scenes.BUSY, size, glyphs="ascii")


def test_no_colour(looks: Looks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    assert looks(scenes.BUSY, (120, 36), environment={**ENVIRONMENT, "NO_COLOR": "1"})


def test_colours_without_gradients(looks: Looks) -> None:
    assert looks(scenes.BUSY, (120, 36), color_system="256")


@pytest.mark.parametrize("size", SIZES, ids=name)
@pytest.mark.parametrize("scene", ["TOO_MANY", "SAFE", "TAUGHT", "UNKNOWN"])
def test_a_preflight(looks: Looks, scene: str, size: tuple[int, int]) -> None:
    found = getattr(preflight_scenes, scene)

    assert looks(EMPTY, size, room=lambda: PreflightRoom(found, print))


@pytest.mark.parametrize("size", [*SIZES, SMALL], ids=name)
@pytest.mark.parametrize("scene", ["MIXED", "WELL"])
def test_results(looks: Looks, scene: str, size: tuple[int, int]) -> None:
    found = replace(getattr(result_scenes, scene), run="batch")

    def bring(app: Tui) -> None:
        app.results = found

    assert looks(run_scenes.FAN, size, "5", pose=bring)


@pytest.mark.parametrize(
    "frame",
    [scenes.CALM, run_scenes.UNREADABLE, run_scenes.FAN],
    ids=["none", "broken", "loading"],
)
def test_results_that_are_not_there(looks: Looks, frame: Frame) -> None:
    assert looks(frame, (80, 24), "5")
