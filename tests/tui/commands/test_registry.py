"""`groundstop runs --registry`: one valid document that says of every start what S4 asks for."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from core.engine.ledger import Ledger
from core.handoffs.records import spawned
from core.model.pace import BURST
from core.model.plan import PlannedTask
from core.model.where import StateFolder
from core.runs.act import enter
from core.runs.store import State
from tests.core.spawn.gates import BADLY, CALM, NOON, WELL, at
from tests.plans import PLAN
from tests.tui.commands.calls import said

if TYPE_CHECKING:
    from pathlib import Path

TASKS = (
    PlannedTask(id="a", prompt="Fix the cart.", branch="fan/a", expects=("src/**",)),
    PlannedTask(id="b", prompt="Look at it.", branch="fan/b", role="AUDITOR", retries=1),
    PlannedTask(id="c", prompt="Later.", branch="fan/c", role="PLANNER", retries=1),
)
FIELDS = {"agentId", "spawnedAt", "role", "task", "expectedHandoff", "status", "timeoutAt"}


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    """One that ended well, one that failed and runs again, one that waits."""
    found = StateFolder(str(tmp_path / "state"))
    plan = replace(
        PLAN, tasks=TASKS, pace=BURST, permission_mode="acceptEdits", allowed_tools=("Bash(git *)",)
    )
    run = enter(found, plan, NOON)
    seconds = 0.0
    state = State(found.state)
    ledger = Ledger(state, lambda: at(seconds))
    with state.transaction():
        for name in ("a", "b"):
            state.prepare(f"{run}/{name}", f"/wt/{name}", "c0")
    ledger.admit(CALM)
    ledger.check(f"{run}/a", is_running=True)
    seconds = 10.0
    ledger.admit(CALM)
    ledger.check(f"{run}/b", is_running=True)
    seconds = 20.0
    ledger.finish(f"{run}/a", WELL)
    ledger.finish(f"{run}/b", replace(BADLY, because="exit code 1"))
    seconds = 60.0
    ledger.admit(CALM)
    state.close()
    return found


def registry(
    folder: StateFolder, capsys: pytest.CaptureFixture[str], *words: str
) -> list[dict[str, object]]:
    code, out, err = said(capsys, "runs", "--registry", *words, "--state-dir", folder.root)
    assert (0, "") == (code, err)
    found = json.loads(out)
    assert isinstance(found, list)
    return found


@pytest.mark.requirement("S4-02", "S4-03", "S4-05", "S4-06")
def test_every_start_says_who_what_where_how_long_and_what_must_come_of_it(
    folder: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    found = registry(folder, capsys)
    schema = json.loads(said(capsys, "schema", "registry-file")[1])
    first, second, third = found

    Draft202012Validator(schema).validate(found)
    assert all(FIELDS | {"scope", "constraints"} <= set(one) for one in found)
    assert [
        ("agent-001-IMPLEMENTER", "Fix the cart.", "complete"),
        ("agent-002-AUDITOR", "Look at it.", "failed"),
        ("agent-002-AUDITOR-retry-1", "Look at it.", "active"),
    ] == [(one["agentId"], one["task"], one["status"]) for one in found]
    assert {"repository": "/r", "worktree": "/wt/a", "branch": "fan/a", "expects": ["src/**"]} == (
        first["scope"]
    )
    assert ("acceptEdits", ["Bash(git *)"], 2, 1800) == tuple(first["constraints"].values())  # type: ignore[attr-defined]
    assert "exit code 1" == second["reason"]
    assert f"{folder.runs}/{third['attempt']}/handoff.json" == third["expectedHandoff"]


@pytest.mark.requirement("S4-04")
def test_the_time_limit_is_the_role_s_and_grows_with_the_retries(
    folder: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    lengths = [
        datetime.fromisoformat(str(one["timeoutAt"]))
        - datetime.fromisoformat(str(one["spawnedAt"]))
        for one in registry(folder, capsys)
    ]

    assert [timedelta(minutes=n) for n in (30, 20, 40)] == lengths


@pytest.mark.requirement("S4-06")
def test_it_is_put_in_its_place_whole_and_read_back(
    folder: StateFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "spawn-registry.json"
    place.write_text('{"agentId": "old"}\n{"agentId"')
    code, out, err = said(
        capsys, "runs", "--registry", "--out", str(place), "--state-dir", folder.root
    )

    assert (0, "", "") == (code, out, err)
    assert ["agent-001-IMPLEMENTER", "agent-002-AUDITOR", "agent-002-AUDITOR-retry-1"] == [
        one.agent_id for one in spawned(place.read_bytes())
    ]
    assert ["spawn-registry.json", "state"] == sorted(os.listdir(tmp_path))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--registry", "--json"), "runs: --json and --registry are two forms; give one of them."),
        (("--out", "x"), "runs --out: it goes with --registry."),
        (("--registry", "--out", "/no/such/x"), "--out /no/such/x cannot be written: No such file"),
    ],
)
def test_wrong_use_is_one_sentence(
    folder: StateFolder,
    words: tuple[str, ...],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = said(capsys, "runs", *words, "--state-dir", folder.root)

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert sentence in err


def test_nothing_was_ever_started(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [] == registry(StateFolder(str(tmp_path)), capsys)
