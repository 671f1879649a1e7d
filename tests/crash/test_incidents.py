"""The incidents that groundstop exists for, rehearsed as they were told, and with groundstop.

Real processes and a pretended API; minutes of a machine for hours of a fan-out.
"""

from __future__ import annotations

import time
from collections import Counter
from threading import Event
from typing import TYPE_CHECKING

import pytest

from core.demo.act import World
from core.demo.scripts import Incident, script
from core.fleet.assemble import glance
from core.model.diagnosis import State
from core.model.frame import Scope
from core.model.run import Outcome
from core.processes.liveness import untold
from core.runs.past.watch import journal
from core.runs.watch import ground

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.model.demo import Sight
    from core.model.frame import Frame

PATIENCE = 420.0
LOOK = 0.5
UNWELL = (State.QUOTA, State.RETRYING, State.STALLED, State.FAILED)


def seen_through(world: World) -> Iterator[Sight]:
    """Start it, and look at it until it is over."""
    end = time.perf_counter() + PATIENCE
    world.start()
    while not world.is_over:
        assert time.perf_counter() < end, "it does not end"
        yield world.look()
        Event().wait(LOOK)
    yield world.look()


def pictured(world: World) -> Frame:
    now = world.clock.now()
    return glance(world.where, Scope(), now, untold).frame(now)


def states(frame: Frame) -> Counter[State]:
    return Counter(agent.diagnosis.state for agent in frame.agents)


@pytest.mark.measures  # thirty at once leave no time for anybody beside them
@pytest.mark.requirement("S1-01", "S1-02", "S1-04", "S1-05", "S1-06")
def test_thirty_agents_at_once_meet_the_cliff_together(tmp_path: Path) -> None:
    with World(script(Incident.CLIFF, 1), is_bare=True, parent=str(tmp_path)) as world:
        before_cliff, cliff = None, None
        most = Counter[State]()
        for sight in seen_through(world):
            if sight.told.refused:
                cliff = cliff or sight
                most |= states(pictured(world))
            elif sight.position > 0:
                before_cliff = pictured(world)
        end, frame = world.look(), pictured(world)

    assert before_cliff is not None
    assert cliff is not None
    steady = states(before_cliff)
    assert 27 <= steady[State.WORKING] + steady[State.QUIET], "nothing tells of the cliff"
    assert 30 == len(before_cliff.agents) == len({agent.worktree for agent in before_cliff.agents})
    assert 10 < cliff.position / 60 < 25, "minutes from the start to the cliff"
    assert 25 <= most[State.RETRYING], "nearly all ask again at the same time"
    assert (0, 30) == (end.done, end.ended)
    assert 30 * 11 == end.told.refused, "every agent asks eleven times: the retry cascade"
    assert 30 == sum(states(frame)[state] for state in UNWELL)
    assert frame.tokens.total == end.told.spent, "the aggregate is the sum over the agents"


@pytest.mark.requirement("S1-01", "S1-11", "S1-18")
def test_with_groundstop_no_request_of_thirty_agents_is_refused(tmp_path: Path) -> None:
    with World(script(Incident.CLIFF, 1), parent=str(tmp_path)) as world:
        sights = list(seen_through(world))
        seen, entries, frame = ground(world.folder), journal(world.folder), pictured(world)

    assert 30 == len(seen.checkpointed), "each has written down what is safe"
    ends = [(one.subject, one.because) for one in entries if one.kind == "ended"]
    assert [] == [one for one in ends if one[1] != "exit code 0"]
    assert {(Outcome.DONE, 1)} == {(task.outcome, task.attempts) for task in seen.tasks}
    assert 0 == sights[-1].told.refused
    assert any(sight.holds for sight in sights), "it was held at 80 %"
    held = [one.because for one in entries if one.kind == "halted"]
    assert held
    assert all("starts stop at 80%" in because for because in held)
    assert frame.tokens.total == sights[-1].told.spent


@pytest.mark.requirement("S3-32")
def test_nine_agents_at_once_crash_and_five_at_a_time_do_not(tmp_path: Path) -> None:
    with World(script(Incident.CRASH, 1), is_bare=True, parent=str(tmp_path)) as world:
        *_, bare = seen_through(world)
    with World(script(Incident.CRASH, 1), parent=str(tmp_path)) as world:
        *_, held = seen_through(world)

    assert (0, 9) == (bare.done, bare.ended)
    assert bare.told.refused > 9
    assert (9, 9, 0) == (held.done, held.ended, held.told.refused)
