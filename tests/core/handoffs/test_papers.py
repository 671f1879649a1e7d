"""What agents have handed in is read leniently: whole, old, broken or of another layout."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.handoffs.records import checkpoints, handoff
from core.handoffs.watch import handed_in, open_blockers, papers
from core.model.ground import TaskSeen
from core.model.handoff import Handoff
from core.model.run import Outcome
from tests.core.lines import when

if TYPE_CHECKING:
    from pathlib import Path

TEXT = st.text(max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    [
        *("fromAgent", "status", "summary", "at", "deliverables", "findings", "decisions"),
        *("memoryCandidates", "tests", "blockers", "done", "next", "evidence", "commit"),
    ]
)


def task(name: str, outcome: Outcome = Outcome.ESCALATED, **more: object) -> TaskSeen:
    known: dict[str, object] = {
        "branch": "b",
        "role": "QA",
        "attempts": 1,
        "attempt": f"run/{name}",
    }
    return TaskSeen(
        key=f"run/{name}",
        run="run",
        id=name,
        outcome=outcome,
        **{**known, **more},  # type: ignore[arg-type]
    )


def put(path: Path, fields: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(fields if isinstance(fields, str) else json.dumps(fields))


@pytest.mark.requirement("S4-16")
def test_every_field_of_a_handoff_is_read() -> None:
    told = handoff(
        json.dumps(
            {
                "fromAgent": "impl-1",
                "status": "complete",
                "summary": "The merge\nholds.",
                "at": "2026-11-20T12:00:00Z",
                "deliverables": ["a.py", {"path": "b.py"}],
                "findings": [{"topic": "t", "claim": "c", "evidence": ["e"], "confidence": 0.5}],
                "decisions": ["d", {"decision": "x"}],
                "memoryCandidates": [{"text": "m", "evidence": [{"type": "test", "command": "q"}]}],
                "tests": [{"command": "pytest", "passed": True, "output": "ok"}],
                "blockers": [{"text": "key", "critical": True}],
            }
        ).encode()
    )

    assert isinstance(told, Handoff)
    assert ("impl-1", "complete", "The merge↵holds.") == (told.agent, told.status, told.summary)
    assert ("a.py", "b.py") == told.deliverables
    assert ("t", "c", ("e",), 0.5) == (
        told.findings[0].topic,
        told.findings[0].claim,
        told.findings[0].evidence,
        told.findings[0].confidence,
    )
    assert ("d", "x") == told.decisions
    assert ("test: q",) == told.memory_candidates[0].evidence
    assert told.tests[0].has_passed
    assert told.blockers[0].is_critical


@given(fields=st.dictionaries(NAMES, JSON))
def test_no_shape_of_json_breaks_the_reader(fields: dict[str, object]) -> None:
    raw = json.dumps(fields).encode()

    assert isinstance(handoff(raw, "x"), Handoff)
    checkpoints(raw)


@given(raw=st.binary(max_size=60))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    assert isinstance(handoff(raw), Handoff | str)
    checkpoints(raw)


def test_secrets_and_escapes_do_not_come_in() -> None:
    secret = "sk-ant-" + "a1b2c3d4" * 4
    told = handoff(json.dumps({"summary": f"\x1b[2J key {secret}"}).encode(), "x")

    assert isinstance(told, Handoff)
    assert "␛[2J key «anthropic-key»" == told.summary


def test_papers_of_all_attempts_are_found_and_the_latest_handoff_counts(tmp_path: Path) -> None:
    for name in ("a", "a-retry-1", "a-retry-1+2", "a.b", "a.2"):
        put(tmp_path / "run" / name / "checkpoints.jsonl", json.dumps({"done": name}) + "\n{torn")
    put(tmp_path / "run/a/handoff.json", {"summary": "first", "at": "2026-11-20T14:00:00Z"})
    put(tmp_path / "run/a-retry-1/handoff.json", {"summary": "then", "at": "2026-11-20T13:00:00Z"})
    put(tmp_path / "run/a-retry-1+2/handoff.json", "{")
    found = papers(str(tmp_path), [task("a", attempt="run/a-retry-1"), task("a.2"), task("z")])

    mine = found["run/a"]
    assert {"a", "a-retry-1", "a-retry-1+2"} == {one.done for one in mine.checkpoints}
    assert mine.handoff
    assert ("then", "a", "run/a-retry-1") == (
        mine.handoff.summary,
        mine.handoff.agent,
        mine.handoff.attempt,
    )
    (broken,) = mine.broken
    assert (True, "it is no JSON object") == (
        broken.path.endswith("a-retry-1+2/handoff.json"),
        broken.because,
    )
    assert ["a.2"] == [one.done for one in found["run/a.2"].checkpoints]
    assert not found["run/z"].checkpoints


@pytest.mark.requirement("S4-17")
def test_deliverables_that_are_not_in_the_worktree_are_named(tmp_path: Path) -> None:
    put(tmp_path / "tree/a.py", "")
    put(tmp_path / "runs/run/a/handoff.json", {"deliverables": ["a.py", "b.py", "../c"]})
    (mine,) = papers(f"{tmp_path}/runs", [task("a", worktree=f"{tmp_path}/tree")]).values()

    assert mine.handoff
    assert ("b.py",) == mine.handoff.missing


def test_a_folder_in_the_source_s_layout_is_read_with_ends_and_broken_files(tmp_path: Path) -> None:
    put(tmp_path / "data/handoffs/a-to-ORCHESTRATOR.json", {"fromAgent": "a", "summary": "x"})
    put(tmp_path / "data/handoffs/b-to-ORCHESTRATOR.json", "[]")
    put(
        tmp_path / "data/agent-status/a.json",
        {"agentId": "a", "status": "complete", "lastUpdate": "2026-11-20T12:00:05Z"},
    )
    (told,), (broken,) = handed_in(str(tmp_path))

    assert ("a", when(5)) == (told.agent, told.at)
    assert "it is no JSON object" == broken.because
    assert ([], []) == handed_in(str(tmp_path / "nowhere"))


def test_a_critical_blocker_is_open_until_its_task_is_done_or_hands_in_without(
    tmp_path: Path,
) -> None:
    key = {"blockers": [{"text": "no API key", "critical": True}, {"text": "slow"}]}
    put(tmp_path / "run/a/handoff.json", key)
    waiting = task("z", Outcome.QUEUED, attempts=0)

    def blockers(outcome: Outcome, attempt: str = "run/a", *others: TaskSeen) -> tuple[str, ...]:
        return open_blockers(str(tmp_path), [task("a", outcome, attempt=attempt), *others])

    assert ("a: no API key",) == blockers(Outcome.ESCALATED, "run/a", waiting)
    assert ("a: no API key",) == blockers(Outcome.RUNNING, "run/a-retry-1")
    assert () == blockers(Outcome.DONE, "run/a", waiting)
    assert () == blockers(Outcome.CANCELLED, "run/a", waiting)
    assert () == blockers(Outcome.ESCALATED)
    put(tmp_path / "run/a-retry-1/handoff.json", {"summary": "found one"})
    assert () == blockers(Outcome.RUNNING, "run/a-retry-1")
