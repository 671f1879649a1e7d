"""Removing a worktree: only what is over, only what is saved, and the branch stays."""

from __future__ import annotations

import subprocess
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.ledger import Ledger
from core.model.pace import BURST
from core.model.run import Outcome, Task
from core.model.where import StateFolder
from core.runs.store import State
from core.worktrees.act import make
from core.worktrees.store import snapshots
from tests.core.spawn.gates import NOON, at
from tests.plans import PLAN
from tests.tui.commands.calls import said

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def tree(tmp_path: Path, shop: Callable[[Path], None]) -> Path:
    """A task that is done, with a change that no commit has."""
    shop(tmp_path / "shop")
    made = make(
        str(tmp_path / "shop"), str(tmp_path / "trees/t0"), "fan/t0", "HEAD", lambda _: None
    )
    plan = replace(PLAN, repository=str(tmp_path / "shop"), git_folder=str(tmp_path / "shop/.git"))
    task = Task(key="run/t0", run="run", branch="fan/t0", role="QA", pace=BURST, retries=0)
    with closing(State(StateFolder(str(tmp_path / "state")).state)) as state, state.transaction():
        state.plan("run", NOON, plan, [task])
        state.prepare("run/t0", made.path, made.commit)
        state.settle("run/t0", Outcome.DONE)
    (tmp_path / "trees/t0/draft.txt").write_text("unsaved")
    return tmp_path / "trees/t0"


def call(tree: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    state = tree.parents[1] / "state"
    return said(capsys, "remove", "t0", *words, "--state-dir", str(state))


def test_without_a_yes_it_only_says_what(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(tree, capsys)

    assert 0 == code
    assert f"{tree} would be removed: 1 changed file not committed, and saved before." in out
    assert "fan/t0 stays, with 0 commits." in out
    assert (tree / "draft.txt").exists()


def test_what_no_commit_has_is_saved_before_and_the_branch_stays(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = call(tree, capsys, "--yes")
    shop = tree.parents[1] / "shop"
    branches = subprocess.run(
        ["git", "branch", "--list", "fan/t0"], cwd=shop, capture_output=True, text=True, check=True
    )
    (saved,) = snapshots(StateFolder(str(tree.parents[1] / "state")), "run/t0")

    assert (0, False) == (code, tree.exists())
    assert "groundstop restore t0 brings its files back" in out
    assert "fan/t0" in branches.stdout
    assert "removed" == saved.boundary


def test_what_cannot_be_saved_is_not_removed(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree / ".env").write_text("KEY=1")
    code, _, err = call(tree, capsys, "--yes")

    assert 2 == code
    assert ".env" in err
    assert "Nothing was removed." in err
    assert (tree / ".env").exists()
    assert 0 == call(tree, capsys, "--yes", "--discard")[0]
    assert not tree.exists()


def test_who_is_at_work_keeps_its_worktree(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = StateFolder(str(tree.parents[1] / "state")).state
    with closing(State(path)) as state, state.transaction():
        state.settle("run/t0", Outcome.RUNNING)
    code, _, err = call(tree, capsys, "--yes")

    assert (2, True) == (code, "t0 is running: groundstop stop t0 ends it first." in err)
    assert tree.exists()


def test_a_task_that_is_done_anew_gets_a_worktree_on_its_branch_again(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(tree, capsys, "--yes")
    with closing(State(StateFolder(str(tree.parents[1] / "state")).state)) as state:
        with state.transaction():
            state.begin_anew("run/t0")
        before = state.unprepared(5)[0].start_commit
        shop = str(tree.parents[1] / "shop")
        Ledger(state, lambda: at(0)).prepare(
            lambda task, _: make(shop, str(tree), task.branch, "HEAD", lambda _: None)
        )
        (_, task, _), *_ = state.waiting()

    assert tree.exists()
    assert (str(tree), before) == (task.worktree, task.start_commit)
    code, _, err = call(tree, capsys)
    assert (2, True) == (code, "t0 is queued" in err)
