"""Status files in S4's layout: what they say, since when, and what is wrong with it."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.fleet.frames import Fleet
from core.handoffs.progress import claims
from core.handoffs.records import handoff_file, spawned, status_file
from core.handoffs.reported import reported
from core.handoffs.watch import look
from core.model.agent import Kind
from core.model.diagnosis import Cause, State
from core.model.events import Claimed
from core.model.handoff import Claims
from core.model.limits import LIMITS
from tests.core.lines import when

if TYPE_CHECKING:
    from pathlib import Path

FULL = {
    "agentId": "impl-1",
    "status": "active",
    "progress": 0.4,
    "phase": "implementation",
    "milestone": "cart merged",
    "lastUpdate": "2026-11-20T12:00:00Z",
    "findings": ["one", {"finding": "two"}],
    "role": "IMPLEMENTER",
}


def put(root: Path, name: str, fields: object) -> None:
    path = root / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(fields))


def looked(
    root: Path, seconds: float, before: dict[str, Claims] | None = None
) -> dict[str, Claims]:
    return claims(*look([str(root)]), before or {}, when(seconds), LIMITS)


def shown(claim: Claims, seconds: float) -> Any:  # noqa: ANN401, a row
    return reported([claim], when(seconds))[0]


@pytest.mark.requirement("S4-10")
def test_all_fields_of_a_status_file_are_read(tmp_path: Path) -> None:
    put(tmp_path, "agent-status/impl-1.json", FULL)
    found = looked(tmp_path, 30)["impl-1"]

    assert ("active", 0.4, "implementation", "cart merged", "two", when(0), "IMPLEMENTER") == (
        found.status,
        found.progress,
        found.phase,
        found.milestone,
        found.finding,
        found.updated_at,
        found.role,
    )
    row = shown(found, 30)
    assert (Kind.REPORTED, "impl-1", "implementation · cart merged") == (
        row.kind,
        row.name,
        row.last_action,
    )


@pytest.mark.requirement("S4-10")
@pytest.mark.parametrize("field", list(FULL))
def test_any_field_may_be_missing_or_of_another_kind(tmp_path: Path, field: str) -> None:
    put(tmp_path, "agent-status/a.json", {name: FULL[name] for name in FULL if name != field})
    put(tmp_path, "agent-status/b.json", {**FULL, "agentId": "b", field: {"odd": [1]}})

    assert 2 == len(looked(tmp_path, 30))


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (0, 0.0),
        (1, 1.0),
        (0.5, 0.5),
        (7, 1.0),
        (-1, 0.0),
        (True, None),
        ("0.5", None),
        (None, None),
    ],
)
def test_progress_is_a_share(given: object, read: float | None) -> None:
    found = status_file(json.dumps({"progress": given}).encode(), "a")

    assert found is not None
    assert read == found.progress


def test_progress_that_is_no_number_is_kept_in_bounds() -> None:
    for odd in (b"NaN", b"Infinity", b"-Infinity", b"1e999", b"9" * 400):
        found = status_file(b'{"progress": ' + odd + b"}", "a")

        assert found is not None
        assert found.progress in (0.0, 1.0)


@pytest.mark.requirement("S4-08")
@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("complete", State.DONE),
        ("completed", State.DONE),
        ("blocked", State.NEEDS_YOU),
        ("failed", State.FAILED),
    ],
)
def test_a_change_of_status_is_a_change_of_state_and_a_notice(status: str, state: State) -> None:
    fleet = Fleet()
    active = Claims(agent_id="a1", status="active", updated_at=when(0))
    fleet.fold(Claimed(claims=(active,)), when(1))

    assert [State.WORKING] == [row.diagnosis.state for row in fleet.frame(when(1)).agents]
    changed = replace(active, status=status, updated_at=when(5), finding="no disk")
    fleet.fold(Claimed(claims=(changed,)), when(6))
    frame = fleet.frame(when(6))

    assert [state] == [row.diagnosis.state for row in frame.agents]
    assert ("a1", state) in [(notice.who, notice.state) for notice in frame.notices]


def test_a_blocked_agent_says_by_what() -> None:
    blocked = Claims(agent_id="a1", status="blocked", finding="needs the schema")

    assert (Cause.BLOCKED, "needs the schema") == (
        shown(blocked, 0).diagnosis.cause,
        shown(blocked, 0).diagnosis.because,
    )


@pytest.mark.requirement("S4-09", "S4-13")
@pytest.mark.parametrize(
    ("seconds", "state", "words"),
    [
        (0, State.WORKING, "status file updated 0 s ago"),
        (120, State.WORKING, "status file updated 2 min ago"),
        (121, State.QUIET, "status file not updated for 2 min"),
        (300, State.QUIET, "status file not updated for 5 min"),
        (301, State.STALLED, "[STALE: 301s since update] status file not updated for 5 min"),
        (4000, State.STALLED, "[STALE: 4000s since update] status file not updated for 1 h 6 min"),
    ],
)
def test_after_five_minutes_without_an_update_it_is_stale(
    seconds: int, state: State, words: str
) -> None:
    row = shown(Claims(agent_id="a1", status="active", updated_at=when(0)), seconds)

    assert (state, words) == (row.diagnosis.state, row.diagnosis.because)
    assert when(0) == row.progress_at


@pytest.mark.requirement("S4-11", "S4-13")
@pytest.mark.parametrize(
    ("status", "age", "anomaly"),
    [
        ("blocked", 0, "blocked"),
        ("failed", 0, "failed"),
        ("active", 300, None),
        ("active", 301, "[STALE: 301s since update]"),
        ("complete", 9000, None),
    ],
)
def test_what_is_wrong_with_an_agent_is_named(
    tmp_path: Path, status: str, age: int, anomaly: str | None
) -> None:
    put(tmp_path, "agent-status/impl-1.json", {**FULL, "status": status})

    assert anomaly == looked(tmp_path, age)["impl-1"].anomaly


@pytest.mark.requirement("S4-11")
def test_progress_that_does_not_move_is_slow_although_the_file_is_written(tmp_path: Path) -> None:
    before: dict[str, Claims] = {}
    found = []
    for seconds, progress in ((0, 0.4), (200, 0.4), (301, 0.4), (400, 0.5), (690, 0.5), (710, 0.5)):
        at = when(seconds).isoformat()
        put(tmp_path, "agent-status/x.json", {**FULL, "progress": progress, "lastUpdate": at})
        before = looked(tmp_path, seconds, before)
        found.append((before["impl-1"].anomaly, before["impl-1"].slow))

    assert [None, None, "slow", None, None, "slow"] == [anomaly for anomaly, _ in found]
    assert [False, False, True, False, False, True] == [slow for _, slow in found]


def test_without_any_time_nothing_is_known() -> None:
    row = shown(Claims(agent_id="a1", status="active"), 0)

    assert State.UNKNOWN is row.diagnosis.state


def test_a_status_file_wins_over_the_registry_wherever_it_lies(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    put(first, "agent-status/impl-1.json", {**FULL, "status": "failed"})
    put(second, "spawn-registry.json", [{"agentId": "impl-1", "status": "spawned"}])
    found = claims(*look([str(first), str(second)]), {}, when(0), LIMITS)

    assert "failed" == found["impl-1"].status


def test_of_copies_of_a_status_file_the_latest_counts(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    put(first, "agent-status/impl-1.json", {**FULL, "status": "failed"})
    old = {**FULL, "lastUpdate": (when(0) - timedelta(days=2)).isoformat()}
    put(second, "agent-status/impl-1.json", old)
    found = claims(*look([str(first), str(second)]), {}, when(0), LIMITS)

    assert "failed" == found["impl-1"].status


@pytest.mark.parametrize(
    "raw", [b'[{"agentId":"a"},{"agentId":"b"}]', b'{"agentId":"a"}\n{"agentId":"b"}\n']
)
def test_the_registry_is_an_array_or_an_object_a_line(raw: bytes) -> None:
    assert ["a", "b"] == [one.agent_id for one in spawned(raw)]


def test_what_a_handoff_names_must_be_there(tmp_path: Path) -> None:
    put(tmp_path, "agent-status/impl-1.json", {**FULL, "status": "complete"})
    names = ["here.py", "gone.py", {"path": "data"}, "/etc/none", "../up", "x" * 290, "a/" * 140, 7]
    put(tmp_path, "handoffs/h.json", {"fromAgent": "impl-1", "deliverables": names})
    (tmp_path / "here.py").write_text("")
    found = looked(tmp_path, 0)["impl-1"]

    assert "gone.py" == found.missing[0]
    assert {"here.py", "data", "/etc/none", "../up"}.isdisjoint(found.missing)
    assert State.UNPROVEN is shown(found, 0).diagnosis.state


def test_odd_things_in_the_folder_do_no_harm(tmp_path: Path) -> None:
    put(tmp_path, "agent-status/impl-1.json", FULL)
    folder = tmp_path / "data/agent-status"
    os.mkfifo(folder / "fifo.json")
    (folder / "dir.json").mkdir()
    (folder / "link.json").symlink_to("nowhere")
    (folder / "empty.json").write_bytes(b"")
    (folder / "list.json").write_bytes(b"[1]")
    (folder / "deep.json").write_bytes(b"[" * 100_000)
    (tmp_path / "data/handoffs").write_text("no folder")

    assert ["impl-1"] == list(looked(tmp_path, 0))


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*FULL, "fromAgent", "deliverables"]), VALUES))
def test_no_file_breaks_the_reading(fields: dict[str, object]) -> None:
    raw = json.dumps(fields).encode()
    found = status_file(raw, "stem")
    handoff_file(raw)
    spawned(raw)

    assert found is not None
    assert found.agent_id
