"""What many agents show together: one event for a mass stall, one row a writer, claims apart."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.fleet.frames import Fleet
from core.model.agent import AgentId, Kind
from core.model.diagnosis import Cause, State
from core.model.events import Claimed, Heard, Lost, Placed
from core.model.handoff import Claims
from core.model.signs import Meta, Signs, Transcript, Turn
from core.model.worktree import Place
from tests.core.lines import when
from tui.twins.markdown import markdown
from tui.twins.status import status, written

if TYPE_CHECKING:
    from core.model.frame import Frame

BUSY = Signs(
    began_at=when(-60), wrote_at=when(0), progress_at=when(0), turn=Turn.ANSWERING, cwd="/src/shop"
)


def agent(name: str, seconds: float = 0, *, session: str = "s1", **meta: str) -> Transcript:
    signs = replace(BUSY, wrote_at=when(seconds), progress_at=when(seconds))
    about = Meta(**{"name": name, **meta})
    path = f"/{session}/{name}"
    return Transcript(path=path, session_id=session, agent_id=name, meta=about, signs=signs)


def fleet(*transcripts: Transcript) -> Fleet:
    found = Fleet()
    found.fold(Heard(transcripts=transcripts), when(0))
    return found


def many(count: int, apart: float) -> list[Transcript]:
    """Agents of as many sessions, each with a sibling that still works."""
    still = [agent(f"a{n}", n * apart, session=f"s{n}") for n in range(count)]
    return still + [agent(f"b{n}", 400, session=f"s{n}") for n in range(count)]


@pytest.mark.requirement("S0-03")
@pytest.mark.parametrize(
    ("count", "apart", "size"), [(3, 20, 3), (12, 5, 12), (2, 1, None), (5, 45, None), (7, 30, 3)]
)
def test_agents_that_fall_still_together_are_one_event(
    count: int, apart: float, size: int | None
) -> None:
    found = fleet(*many(count, apart)).frame(when(count * apart + 310)).mass_stall

    assert size == (len(found.keys) if found else None)
    if found:
        assert not found.suspended
        assert when(0) == found.since


@pytest.mark.requirement("S0-03")
def test_a_mass_stall_is_one_notice_in_place_of_many() -> None:
    all_of_them = fleet(*many(6, 2))
    before = [one.state for one in all_of_them.frame(when(200)).notices]
    after = all_of_them.frame(when(420)).notices
    stalls = [one for one in after if one.state is State.STALLED]

    assert State.STALLED not in before
    assert [("mass stall", "")] == [(one.who, one.key) for one in stalls]
    assert "6 agents" in stalls[0].text


@pytest.mark.requirement("S0-03", "S0-06")
def test_a_harness_that_is_still_is_one_event_too() -> None:
    stalled = [agent(f"a{n}", n * 2) for n in range(5)]
    all_of_them = fleet(*stalled)
    all_of_them.frame(when(100))
    frame = all_of_them.frame(when(700))

    assert frame.mass_stall is not None
    assert (True, 5) == (frame.mass_stall.suspended, len(frame.mass_stall.keys))
    assert ["the harness"] == [one.who for one in frame.notices if one.state is State.STALLED]
    assert frame.mass_stall.suspended == status(frame).mass_stall.suspended  # type: ignore[union-attr]


@pytest.mark.requirement("S0-17")
@pytest.mark.parametrize("said", ["failed", "complete", "blocked", "active", "queued"])
@pytest.mark.parametrize("joined_by", ["agent id", "name", "description"])
def test_what_an_agent_says_of_itself_decides_nothing(said: str, joined_by: str) -> None:
    about = Meta(name="" if joined_by == "description" else "alpha", description="cart worker")
    one = replace(agent("a1"), meta=about)
    claim = Claims(
        agent_id={"agent id": "a1", "name": "alpha"}.get(joined_by, "cart worker"),
        status=said,
        updated_at=when(0),
    )
    found = fleet(one)
    before = found.frame(when(10)).agents
    found.fold(Claimed(claims=(claim,)), when(10))
    after = found.frame(when(10)).agents

    assert [row.diagnosis for row in before] == [row.diagnosis for row in after]
    assert [(claim, Kind.SUBAGENT)] == [(row.claims, row.kind) for row in after]


@pytest.mark.requirement("S0-17")
def test_what_it_says_it_delivered_must_lie_in_the_worktree() -> None:
    done = replace(BUSY, turn=Turn.ENDED, stop_reason="end_turn")
    one = replace(agent("alpha"), signs=done)
    found = fleet(one)
    claim = Claims(agent_id="alpha", status="complete", missing=("src/cart.py",))

    assert [State.DONE] == [row.diagnosis.state for row in found.frame(when(10)).agents]
    found.fold(Claimed(claims=(claim,)), when(10))
    rows = found.frame(when(700)).agents
    assert [(State.UNPROVEN, Cause.MISSING)] == [
        (row.diagnosis.state, row.diagnosis.cause) for row in rows
    ]


def shown(frame: Frame) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(row.name, row.agent_type, row.branch, row.worktree) for row in frame.agents]


@pytest.mark.requirement("S0-21")
def test_a_row_has_track_agent_and_branch_together() -> None:
    one = agent("alpha", agent_type="IMPLEMENTER", worktree="/src/wt/cart", branch="fan/old")
    found = fleet(one)
    place = Place(
        cwd="/src/wt/cart", worktree="/src/wt/cart", repository="/src/shop", branch="fan/cart"
    )
    found.fold(Placed(places={"/src/wt/cart": place}), when(0))
    frame = found.frame(when(5))

    assert [("alpha", "IMPLEMENTER", "fan/cart", "/src/wt/cart")] == shown(frame)
    [row] = json.loads(written(status(frame)))["agents"]
    assert ("alpha", "IMPLEMENTER", "fan/cart", "/src/wt/cart", None) == (
        row["name"],
        row["agent_type"],
        row["branch"],
        row["worktree"],
        row["pull_request"],
    )
    lines = [line for line in markdown(frame).splitlines() if "alpha" in line]
    assert "fan/cart" in lines[0]


@pytest.mark.requirement("S2-01")
def test_writers_of_one_name_are_rows_of_their_own() -> None:
    same = {"name": "alpha", "description": "cart worker"}
    found = fleet(
        replace(agent("a1"), meta=Meta(**same)),
        replace(agent("a2"), meta=Meta(**same)),
        replace(agent("a1", session="s2"), meta=Meta(**same)),
    )
    rows = found.frame(when(5)).agents

    assert ["alpha"] * 3 == [row.name for row in rows]
    assert {"s1/a1", "s1/a2", "s2/a1"} == {row.key for row in rows}
    assert 3 == len({row.id for row in rows})


def test_sessions_that_begin_alike_have_whole_keys() -> None:
    twins = [agent("a", session=f"12345678-{n}") for n in range(2)]

    assert {"12345678-0/a", "12345678-1/a"} == {
        row.key for row in fleet(*twins).frame(when(1)).agents
    }


def test_of_copies_of_a_file_the_one_that_went_on_is_shown() -> None:
    old = agent("a1")
    copy = replace(agent("a1", 50), path="/elsewhere")
    found = fleet(copy, old)

    assert ["/elsewhere"] == [row.path for row in found.frame(when(60)).agents]
    found.fold(Lost(paths=("/elsewhere",)), when(61))
    assert [old.path] == [row.path for row in found.frame(when(61)).agents]
    found.fold(Lost(paths=(old.path,)), when(62))
    assert () == found.frame(when(62)).agents


def test_lines_that_cannot_be_read_are_counted_over_files() -> None:
    found = fleet(
        replace(agent("a1"), unread=(7,), unread_lines=2),
        replace(agent("a2"), unread=(0,), unread_lines=1),
        agent("a3"),
    )
    frame = found.frame(when(5))

    assert (3, 2) == (frame.unread.lines, frame.unread.files)
    assert {"lines": 3, "files": 2}.items() <= json.loads(written(status(frame)))["unread"].items()


def test_a_frame_foresees_when_silence_changes_it() -> None:
    found = fleet(agent("a1"))

    assert when(120) == found.changes_at(when(10))
    assert when(600) == found.changes_at(when(300))
    assert found.changes_at(when(600) + timedelta(days=1)) is None
    assert AgentId("s1", "a1") == found.frame(when(10)).agents[0].id
