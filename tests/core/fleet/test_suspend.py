"""What the machine slept is held against nobody, and is marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import SystemClock
from core.diagnosis.state import Case, judge
from core.fleet.frames import Fleet
from core.handoffs.reported import reported
from core.host.vigil import Vigil
from core.model.diagnosis import State
from core.model.events import Claimed, Grounded, Heard, Slept
from core.model.ground import Ground
from core.model.handoff import Claims
from core.model.limits import LIMITS
from core.model.signs import Call, Transcript
from core.model.suspend import WAKE, Suspend, counted, due, joined
from tests.core.fleet.test_together import BUSY, agent
from tests.core.lines import when

NIGHT = Suspend(since=when(100), until=when(2500))
HOURS = st.timedeltas(timedelta(), timedelta(hours=9))


def five(at: float = 0) -> list[Transcript]:
    return [agent(f"a{number}", at, session=f"s{number}") for number in range(5)]


def states(fleet: Fleet, at: float) -> set[State]:
    return {one.diagnosis.state for one in fleet.frame(when(at)).agents}


def test_forty_minutes_asleep_are_no_mass_stall_but_a_line() -> None:
    fleet = Fleet()
    fleet.fold(Heard(transcripts=tuple(five())), when(0))
    assert {State.WORKING} == states(fleet, 99)
    fleet.fold(Slept(suspend=NIGHT), when(2500))
    frame = fleet.frame(when(2500))

    assert None is frame.mass_stall
    assert {State.WORKING} == {one.diagnosis.state for one in frame.agents}
    assert [("this machine", "slept for 40 min; it counts for nobody")] == [
        (one.who, one.text) for one in frame.notices if one.state is None
    ]
    assert {State.WORKING} == states(fleet, 2560)
    assert {State.QUIET} == states(fleet, 2560 + 25)
    assert {State.STALLED} == states(fleet, 2560 + 200)
    assert None is not fleet.frame(when(2560 + 200)).mass_stall


def test_without_that_word_they_would_be_one_mass_stall() -> None:
    fleet = Fleet()
    fleet.fold(Heard(transcripts=tuple(five())), when(0))

    assert None is not fleet.frame(when(2500)).mass_stall


def test_an_engine_that_noticed_it_is_believed_and_one_sleep_is_one_line() -> None:
    fleet = Fleet()
    fleet.fold(Heard(transcripts=tuple(five())), when(0))
    fleet.fold(Slept(suspend=NIGHT), when(2500))
    later = Suspend(since=when(102), until=when(2502))
    fleet.fold(Grounded(ground=Ground(slept=(later,))), when(2502))
    frame = fleet.frame(when(2503))

    assert (Suspend(since=when(100), until=when(2502)),) == fleet.known.slept
    assert 1 == sum(one.state is None for one in frame.notices)


def test_silence_says_what_it_counts() -> None:
    signs = replace(BUSY, progress_at=when(0))
    make = Call(id="t", name="Bash", summary="Bash make", opened_at=when(0))
    case = Case(signs=signs, calls=(make,), slept=(NIGHT,))

    found = judge(case, when(2560 + 30), LIMITS)
    said = "no record for 2 min while the machine was awake; Bash make has no result yet"
    assert (said, 600 + 2400 + 60) == (found.because, found.limit_s)


def test_a_status_file_grows_no_older_either() -> None:
    claim = Claims(agent_id="a", status="working", updated_at=when(0))
    fleet = Fleet()
    fleet.fold(Slept(suspend=NIGHT), when(2500))
    fleet.fold(Claimed(claims=(claim,)), when(2500))

    assert {State.WORKING} == states(fleet, 2510)
    assert State.STALLED is reported([claim], when(2510))[0].diagnosis.state


class Clocks(SystemClock):
    """Clocks that a test moves."""

    def __init__(self) -> None:
        self.wall, self.awake, self.asleep = datetime(2026, 1, 1, tzinfo=UTC), 0.0, 0.0

    def now(self) -> datetime:
        """As it was moved; so are the others."""
        return self.wall

    def monotonic(self) -> float:
        """Stops asleep."""
        return self.awake

    def boottime(self) -> float:
        """Goes on asleep."""
        return self.awake + self.asleep

    def go(self, awake: float, asleep: float = 0.0, wall: float | None = None) -> None:
        """Let time pass; wall time as both together unless it is told."""
        self.awake, self.asleep = self.awake + awake, self.asleep + asleep
        self.wall += timedelta(seconds=awake + asleep if wall is None else wall)


def test_a_sleep_is_noticed_once_and_ends_when_it_is_noticed() -> None:
    clocks = Clocks()
    vigil, began = Vigil(clocks), clocks.wall
    clocks.go(3)
    assert (began + timedelta(seconds=3), None) == vigil.look()
    clocks.go(1, 2400)
    at, suspend = vigil.look()

    assert Suspend(since=at - timedelta(seconds=2400), until=at) == suspend
    assert None is vigil.look()[1]


@pytest.mark.parametrize(("asleep", "wall"), [(4.0, None), (0.0, 7200.0), (2400.0, 0.0)])
def test_a_clock_that_is_set_or_held_is_no_sleep(asleep: float, wall: float | None) -> None:
    clocks = Clocks()
    vigil = Vigil(clocks)
    clocks.go(1, asleep, wall)

    assert None is vigil.look()[1]


@given(st.lists(st.tuples(HOURS, HOURS)), HOURS, HOURS)
def test_time_that_counts_never_runs_back_nor_faster_than_time(
    naps: list[tuple[timedelta, timedelta]], first: timedelta, more: timedelta
) -> None:
    zero = when(0)
    slept = joined(Suspend(since=zero + a, until=zero + a + b) for a, b in naps)
    whole = counted(zero, zero + first + more, slept)

    assert timedelta() <= counted(zero, zero + first, slept) <= whole
    assert whole - counted(zero, zero + first, slept) <= more
    assert more == counted(zero, due(zero, more, slept), slept)
    assert all(timedelta() == counted(one.since, one.until + WAKE, slept) for one in slept)
