"""What the observer makes of the built-in scene: thirty agents, and every state of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.fleet.assemble import glance
from core.model.diagnosis import State
from core.model.frame import Scope
from core.model.where import ClaudeHome, Where
from core.rehearsal.act import Player
from core.rehearsal.incidents.scene import AGENTS, demo
from tests.core.rehearsal.clocks import HandClock

if TYPE_CHECKING:
    from core.model.frame import Frame

MOMENTS = (15, 205, 300, 500, 700, 860, 990, 1060, 1440)


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> list[Frame]:
    """The scene as the observer sees it, at some moments."""
    folder = str(tmp_path_factory.mktemp("stage"))
    with Player(demo(), base=HandClock(), parent=folder) as player:
        where = Where(home=ClaudeHome(player.claude_home), cache=folder, mark="scene")
        seen = []
        for moment in MOMENTS:
            player.jump(moment)
            fleet = glance(where, Scope(), player.now(), player.judge)
            seen.append(fleet.frame(player.now()))
        return seen


def test_thirty_agents_play(frames: list[Frame]) -> None:
    assert {AGENTS} == {len(frame.agents) for frame in frames[1:]}
    assert AGENTS == len({agent.name for agent in frames[-1].agents})


def test_every_state_occurs(frames: list[Frame]) -> None:
    seen = {agent.diagnosis.state for frame in frames for agent in frame.agents}

    assert set(State) == seen


def test_a_mass_stall_comes_and_goes(frames: list[Frame]) -> None:
    by_moment = dict(zip(MOMENTS, frames, strict=True))

    assert by_moment[700].mass_stall is None
    assert by_moment[860].mass_stall is not None
    assert by_moment[1060].mass_stall is None


def test_a_dead_agent_is_woken(frames: list[Frame]) -> None:
    revived = [one for frame in frames for one in frame.agents if one.diagnosis.revived]

    assert {"address-autocomplete"} == {one.name for one in revived}


def test_sessions_worktrees_and_models_differ(frames: list[Frame]) -> None:
    agents = frames[-1].agents

    assert {"repository"} == {one.repository.rpartition("/")[2] for one in agents if one.repository}
    assert 3 == sum(one.kind == "main" for one in agents)
    assert {"fan/cart-merge-race", "worktree-release-2-9", "main"} <= {one.branch for one in agents}
    assert 3 == len({one.model for one in agents if one.model})


def test_both_windows_are_read_at_the_end(frames: list[Frame]) -> None:
    assert ["five_hour", "seven_day_opus"] == [one.window for one in frames[-1].quota]
    assert not frames[-1].unread.lines
