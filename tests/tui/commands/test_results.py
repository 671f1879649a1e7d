"""`groundstop results` on a real state, real branches and what agents really handed in."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.model.pace import BURST
from core.model.run import Outcome, Standing, Task, Verdict
from core.model.where import StateFolder
from core.runs.store import State
from core.runs.watch import ground
from core.worktrees.act import make
from tests.core.spawn.gates import NOON
from tests.plans import PLAN
from tests.tui.commands.calls import said
from tui.commands.gathering import gather
from tui.twins.runs.records import EVERY

if TYPE_CHECKING:
    from collections.abc import Callable

WHO = ("-c", "user.name=x", "-c", "user.email=x@localhost")
SECRET = "sk-ant-" + "a1b2c3d4" * 4


@pytest.fixture
def folder(tmp_path: Path, shop: Callable[[Path], None]) -> StateFolder:
    """Two tasks that changed the same file, one that failed twice, one that waits."""
    shop(tmp_path / "shop")
    found = StateFolder(str(tmp_path / "state"))
    (tmp_path / "state").mkdir()
    tasks = [
        Task(key=f"run/{n}", run="run", branch=f"fan/{n}", role="QA", pace=BURST, retries=1)
        for n in ("one", "two", "three", "four")
    ]
    state = State(found.state)
    with state.transaction():
        state.plan("run", NOON, PLAN, tasks)
    for name in ("one", "two"):
        tree = f"{tmp_path}/shop-wt/{name}"
        made = make(str(tmp_path / "shop"), tree, f"fan/{name}", "main", lambda _: None)
        (tmp_path / "shop-wt" / name / "a").write_text(f"{name}\n")
        subprocess.run(["git", *WHO, "commit", "-qam", name], cwd=tree, check=True)
        with state.transaction():
            state.prepare(f"run/{name}", tree, made.commit)
            state.settle(f"run/{name}", Outcome.DONE)
            ended = {"verdict": Verdict(standing=Standing.ENDED, code=0), "outcome": "done"}
            state.note(NOON, "ended", f"run/{name}", ended)
    with state.transaction():
        for key in ("run/three", "run/three-retry-1"):
            verdict = Verdict(standing=Standing.ENDED, code=1, because=f"exit code 1: {SECRET}")
            state.note(NOON, "ended", key, {"verdict": verdict})
        state.settle("run/three", Outcome.ESCALATED, f"2 attempts failed: {SECRET}")
    state.close()
    hand_in(found, "one", status="complete", summary="ok", deliverables=["a", "gone"])
    return found


def hand_in(folder: StateFolder, name: str, **work: object) -> None:
    path = Path(folder.runs, "run", name)
    path.mkdir(parents=True, exist_ok=True)
    (path / "handoff.json").write_text(json.dumps(work))


def shown(folder: StateFolder, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    code, out, err = said(capsys, "results", *words, "--state-dir", folder.root)
    assert (0, "") == (code, err)
    return out


@pytest.mark.requirement("S4-15", "S4-17", "S4-18")
def test_work_ends_missing_files_and_overlaps_are_in_the_document(
    folder: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(shown(folder, capsys, "--json"))
    one, two, three, four = document["tasks"]

    EVERY["results"].model_validate(document)
    assert (1, ["a"], 1, 1) == (
        one["commits"],
        one["files"],
        one["lines_added"],
        one["lines_deleted"],
    )
    assert [("a", False), ("gone", True)] == [
        (each["path"], each["missing"]) for each in one["handoff"]["deliverables"]
    ]
    assert (False, "missing: gone") == (one["succeeded"], one["reason"])
    assert (True, None) == (two["succeeded"], two["handoff"])
    assert NOON.strftime("%Y-%m-%dT%H:%M:%SZ") == two["ended_at"]
    assert ["run/three", "run/three-retry-1"] == [each["attempt"] for each in three["tries"]]
    assert "queued" == four["state"]
    assert [{"path": "a", "tasks": ["one", "two"]}] == document["overlaps"]


@pytest.mark.parametrize("form", ["--json", "--md", ""])
def test_no_secret_leaves_in_any_form(
    folder: StateFolder, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(folder, "two", summary=f"key {SECRET}", blockers=[{"text": SECRET}], status="blocked")
    out = shown(folder, capsys, *([form] if form else []))

    assert SECRET not in out
    assert "anthropic-key" in out


def test_a_handoff_in_the_source_s_layout_counts_where_there_is_no_own(
    folder: StateFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = tmp_path / "shop-wt/two/data/handoffs"
    layout.mkdir(parents=True)
    (layout / "two-to-ORCHESTRATOR.json").write_text('{"fromAgent": "two", "summary": "mine"}')
    (layout / "z.json").write_text("{")
    document = json.loads(shown(folder, capsys, "--json"))

    assert ["ok", "mine", None, None] == [
        (each["handoff"] or {}).get("summary") for each in document["tasks"]
    ]
    assert ["it is no JSON object"] == [each["because"] for each in document["broken"]]
    alone = json.loads(shown(folder, capsys, "--folder", f"{tmp_path}/shop-wt/two", "--json"))
    assert [("two", "reported", True)] == [
        (each["id"], each["state"], each["succeeded"]) for each in alone["tasks"]
    ]


def test_a_run_is_found_by_name_and_others_are_told_in_a_sentence(
    folder: StateFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shown(folder, capsys) == shown(folder, capsys, "run")
    code, out, err = said(capsys, "results", "nope", "--state-dir", folder.root)
    assert (5, "") == (code, out)
    assert "there is no run nope; groundstop runs lists them." in err
    for words in (("--json", "--md"), ("run", "--folder", "."), ("--folder", "nowhere")):
        assert 2 == said(capsys, "results", *words, "--state-dir", folder.root)[0]
    empty = StateFolder(str(tmp_path / "empty"))
    assert "Nothing was ever run from here." in shown(empty, capsys)
    assert 0 == json.loads(shown(empty, capsys, "--json"))["expected"]


@pytest.mark.requirement("S4-52")
def test_results_grow_as_agents_hand_in(folder: StateFolder) -> None:
    def now() -> list[str]:
        found = gather(folder, ground(folder).tasks, "run", "data")
        return [part.handoff.summary if part.handoff else "" for part in found.parts]

    assert ["ok", "", "", ""] == now()
    hand_in(folder, "three-retry-1", summary="late", status="failed")
    assert ["ok", "", "late", ""] == now()
