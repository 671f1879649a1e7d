"""`groundstop restore` says what it would write, writes it when told to, and names mistakes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from core.model.plan import Plan, PlannedTask
from core.model.runner import Runner
from core.model.snapshot import Boundary
from core.model.where import StateFolder
from core.runs.act import enter
from core.worktrees.act import make
from core.worktrees.store import take
from tests.tui.commands.calls import said
from tui.commands.schema import published
from tui.twins.runs.records import EVERY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AT = datetime(2026, 11, 20, 14, 32, 7, tzinfo=UTC)
TASKS = ("batch-0a1b2c3d/cart", "batch-0a1b2c3d/tax", "other-0a1b2c3d/tax")


@pytest.fixture
def state(tmp_path: Path, shop: Callable[[Path], None]) -> str:
    """Give the state folder of three tasks; the first has two snapshots."""
    shop(tmp_path / "shop")
    state = str(tmp_path / "state")
    for number, task in enumerate(TASKS):
        path = tmp_path / f"shop-wt/t{number}"
        make(str(tmp_path / "shop"), str(path), f"fan/t{number}", "main", lambda _: None)
        for turn in range(2 - bool(number)):
            (path / "new").write_text(f"turn {turn}")
            (path / ".env").write_text("x")
            folder = StateFolder(state)
            taken = take(folder, str(path), task, boundary=Boundary.TURN, at=AT)
            assert taken.snapshot is not None
    return state


def test_without_yes_it_only_says_what_it_would_do(
    state: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(capsys, "restore", "cart", "--state-dir", state)
    into = tmp_path / "shop-wt/cart-restored-2"

    assert 0 == code
    first, one, two, _, chosen, *_ = out.splitlines()
    assert "Snapshots of batch-0a1b2c3d/cart:" == first
    assert re.fullmatch(r"      1  \S.* 14:32 +after a turn +2 files +without 1", one)
    assert re.fullmatch(r">     2  \S.* 14:32 +after a turn +2 files +without 1", two)
    assert f"Snapshot 2 would be restored in {into}" == chosen
    assert "on the new branch fan/t0-restored-2, at commit " in out
    assert "2 files, 1 of them other than in that commit, uncommitted." in out
    assert "  .env: looks like a secret" in out
    assert "Nothing was written. Add --yes" in out
    assert not into.exists()


def test_with_yes_it_writes_the_snapshot_that_was_named(
    state: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into = tmp_path / "here"
    words = ("--at", "1", "--into", str(into), "--yes", "--json", "--state-dir", state)
    code, out, _ = said(capsys, "restore", TASKS[0], *words)
    document = json.loads(out)
    schema = published("restore", EVERY["restore"].model_json_schema())

    assert 0 == code
    Draft202012Validator(schema).validate(document)
    assert (1, True, str(into), 1) == (
        document["number"],
        document["restored"],
        document["into"],
        document["changed"],
    )
    assert [1, 2] == [one["number"] for one in document["snapshots"]]
    assert [{"path": ".env", "because": "looks like a secret"}] == document["snapshots"][0][
        "left_out"
    ]
    assert ["a", "new"] == sorted(one.name for one in into.iterdir() if one.name != ".git")
    assert "turn 0" == (into / "new").read_text()


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("curt",), 5, "there is no task curt; tasks that have snapshots: cart, tax."),
        (("tax",), 2, f"tax is a task of several runs: name one of {TASKS[1]}, {TASKS[2]}."),
        (("cart", "--at", "3"), 2, "--at 3: there is no such snapshot of cart; there are 1, 2."),
        (("cart", "--into", "/"), 2, "/ is there already: name a folder that is not, with --into."),
    ],
)
def test_a_mistake_is_one_sentence(
    state: str,
    words: tuple[str, ...],
    code: int,
    says: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for more in ((), ("--yes",)):
        assert (code, "", f"groundstop: {says}\n") == said(
            capsys, "restore", *words, *more, "--state-dir", state
        )


def test_where_there_is_nothing_it_says_so_and_leaves_no_trace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = said(capsys, "restore", "cart", "--state-dir", str(tmp_path / "none"))

    assert (5, "groundstop: there is no task cart; tasks that have snapshots: none.\n") == (
        code,
        err,
    )
    assert not (tmp_path / "none").exists()


def test_a_task_without_a_snapshot_says_so(
    state: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = Plan(
        name="fresh",
        repository=str(tmp_path / "shop"),
        git_folder=str(tmp_path / "shop/.git"),
        base="main",
        runner=Runner.REHEARSAL,
        tasks=(PlannedTask(id="new", prompt="x", branch="fan/new"),),
    )
    enter(StateFolder(state), plan, AT)

    assert (5, "", "groundstop: no snapshot was taken of new.\n") == said(
        capsys, "restore", "new", "--state-dir", state
    )
