"""A whole folder in S4's layout, as its own workflow leaves one behind (S4-58)."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from core.handoffs.progress import claims
from core.handoffs.reported import reported
from core.handoffs.watch import look
from core.model.diagnosis import Cause, State
from core.model.limits import LIMITS
from tests.core.lines import when
from tui.commands.gathering import reported as gathered

if TYPE_CHECKING:
    from pathlib import Path

    from core.model.agent import Agent

NAMES = ("done", "lost", "stuck", "late", "busy")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Give a repository with five agents' files in it."""
    base = tmp_path / "data"
    for folder in ("agent-status", "handoffs"):
        (base / folder).mkdir(parents=True)
    registry = ""
    for name in NAMES:
        one = {"agentId": name, "spawnedAt": "2026-11-20T12:00:00Z", "role": "IMPLEMENTER"}
        registry += json.dumps({**one, "task": f"task of {name}", "status": "active"}, indent=2)
    (base / "spawn-registry.json").write_text(registry)
    for name, file, status in (
        ("done", "done.json", "complete"),
        ("lost", "lost.json", "active"),
        ("late", "late.failed.json", "active"),
        ("busy", "busy.json", "active"),
    ):
        fields = {"agentId": name, "status": status, "lastUpdate": "2026-11-20T12:00:00Z"}
        (base / "agent-status" / file).write_text(json.dumps(fields))
    told = {"fromAgent": "done", "status": "complete", "summary": "merged", "deliverables": ["a"]}
    (base / "handoffs/done-to-ORCHESTRATOR.json").write_text(json.dumps(told))
    (tmp_path / "a").write_text("x")
    (base / "escalations.txt").write_text("lost: the database\033 is gone\ndone: old news\n\n:x\n")
    return tmp_path


def rows(root: Path, seconds: float = 30) -> dict[str, Agent]:
    found = claims(*look([str(root)]), {}, when(seconds), LIMITS)
    return {one.name: one for one in reported(found.values(), when(seconds))}


@pytest.mark.requirement("S4-58")
def test_every_agent_of_the_folder_is_a_row(shop: Path) -> None:
    found = rows(shop)

    assert {
        "done": State.DONE,
        "lost": State.NEEDS_YOU,
        "stuck": State.WORKING,
        "late": State.FAILED,
        "busy": State.WORKING,
    } == {name: row.diagnosis.state for name, row in found.items()}
    assert (Cause.ESCALATED, "escalated: the database␛ is gone") == (
        found["lost"].diagnosis.cause,
        found["lost"].diagnosis.because,
    )
    assert "task of stuck" in found["stuck"].last_action


@pytest.mark.requirement("S4-58", "S4-09")
def test_who_writes_no_more_is_stale_by_the_age_of_the_last_update(shop: Path) -> None:
    found = rows(shop, 400)

    assert "[STALE: 400s since update]" in found["busy"].diagnosis.because
    assert State.STALLED is found["stuck"].diagnosis.state
    assert [State.DONE, State.FAILED] == [found[n].diagnosis.state for n in ("done", "late")]


@pytest.mark.requirement("S4-58")
def test_results_of_the_folder_name_who_has_handed_nothing_in(shop: Path) -> None:
    found = gathered(str(shop), "data")
    parts = {part.id: part for part in found.parts}

    assert {*NAMES} == set(parts)
    assert parts["done"].has_succeeded
    assert ["late", "lost", "busy", "stuck"] == sorted(
        (name for name, part in parts.items() if not part.has_ended),
        key=["late", "lost", "busy", "stuck"].index,
    )
    assert "escalated: the database␛ is gone" == parts["lost"].because


def test_a_hostile_folder_is_read_without_harm(shop: Path) -> None:
    base = shop / "data"
    status = base / "agent-status"
    (status / "zero.json").symlink_to("/dev/zero")
    (status / "self.json").symlink_to(status / "self.json")
    (status / "folder.json").mkdir()
    os.mkfifo(status / "pipe.json")
    os.mkfifo(base / "handoffs/pipe.json")
    (status / "huge.json").write_bytes(b'{"agentId": "huge", "x": "' + b"a" * (2 << 20))
    (status / "deep.json").write_bytes(b"[" * 100_000)
    (status / "odd\udcff.json").write_text('{"status": "active\\u0000\\u001b[31m"}')
    (base / "escalations.txt").unlink()
    (base / "escalations.txt").symlink_to("/dev/zero")
    found = rows(shop)

    assert {*NAMES} <= set(found)
    assert "huge" not in found
    assert not any("\033" in f"{one.name}{one.diagnosis.because}" for one in found.values())
    assert {*NAMES} <= {part.id for part in gathered(str(shop), "data").parts}
