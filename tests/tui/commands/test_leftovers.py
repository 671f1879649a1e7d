"""Worktrees that a run has left over are listed, and never taken away."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from core.clock import SystemClock
from core.model.plan import Plan, PlannedTask
from core.model.run import Outcome
from core.model.runner import Runner
from core.model.where import StateFolder
from core.runs.act import enter
from core.runs.store import State
from tui.commands.leftovers import leftovers

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "a").write_text("a")
    me = ("-c", "user.name=x", "-c", "user.email=x@localhost")
    for words in (("init", "-qb", "main"), ("add", "."), (*me, "commit", "-qm", "Begin")):
        subprocess.run(["git", *words], cwd=shop, check=True)
    return shop


def entered(shop: Path, folder: StateFolder, outcomes: dict[str, Outcome]) -> None:
    """A run whose tasks have their worktrees, and have come to these ends."""
    tasks = tuple(PlannedTask(id=name, prompt="x", branch=f"fan/{name}") for name in outcomes)
    plan = Plan(
        name="batch",
        repository=str(shop),
        git_folder=f"{shop}/.git",
        base="main",
        runner=Runner.REHEARSAL,
        tasks=tasks,
    )
    run = enter(folder, plan, SystemClock().now())
    state = State(folder.state)
    with state.transaction():
        for name, outcome in outcomes.items():
            path = f"{shop}-wt/{name}"
            subprocess.run(
                ["git", "worktree", "add", "-q", "-b", f"fan/{name}", path], cwd=shop, check=True
            )
            state.prepare(f"{run}/{name}", path, "c0")
            state.settle(f"{run}/{name}", outcome)
    state.close()


def test_what_no_task_stands_for_is_told_with_its_branch_and_changes(
    shop: Path, tmp_path: Path
) -> None:
    folder = StateFolder(str(tmp_path / "state"))
    assert "none is left over" == leftovers(folder).says
    entered(
        shop,
        folder,
        {"fine": Outcome.DONE, "works": Outcome.RUNNING, "given-up": Outcome.ESCALATED},
    )
    (tmp_path / "shop-wt/given-up/new").write_text("x")
    (tmp_path / "shop-wt/no-worktree").mkdir()
    told = leftovers(folder)

    assert "warn" == told.status
    assert (
        f"1 worktree left over: {shop}-wt/given-up on fan/given-up, 1 uncommitted change"
        == told.says
    )
    assert (tmp_path / "shop-wt/given-up/new").exists()
