"""What is saved is counted by task, and what is at risk by the tokens since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.ground import TaskSeen
from core.model.run import Outcome
from core.runs.saved.act import note
from core.runs.saved.watch import SELDOM, Safe, Saved

if TYPE_CHECKING:
    from pathlib import Path


def task(name: str, outcome: Outcome = Outcome.RUNNING) -> TaskSeen:
    return TaskSeen(
        key=f"run/{name}",
        run="run",
        id=name,
        branch="b",
        role="QA",
        outcome=outcome,
        attempts=1,
        attempt=f"run/{name}",
    )


def test_tokens_since_the_last_snapshot_are_at_risk(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / "run" / name).mkdir(parents=True)
    note(str(tmp_path / "run/a"), 1, 700)
    (tmp_path / "run/c/checkpoints.jsonl").write_text("{}\n")
    (tmp_path / "run/c/snapshot.json").write_text("{torn")
    tasks = [task("a"), task("b"), task("c", Outcome.DONE)]
    spent = {"run/a": 1000, "run/b": 50}

    assert Safe(
        checkpointed=frozenset({"run/c"}),
        snapshotted=frozenset({"run/a", "run/c"}),
        risks=(("run/a", 300), ("run/b", 50)),
    ) == Saved(str(tmp_path)).look(tasks, spent)


def test_what_is_saved_behind_an_end_is_found_a_little_later(tmp_path: Path) -> None:
    saved, tasks = Saved(str(tmp_path)), [task("a"), task("b", Outcome.DONE)]
    saved.look(tasks, {})
    for name in ("a", "b"):
        (tmp_path / "run" / name).mkdir(parents=True)
        note(str(tmp_path / "run" / name), 1, 1)

    assert frozenset({"run/a"}) == saved.look(tasks, {}).snapshotted
    found = [saved.look(tasks, {}).snapshotted for _ in range(SELDOM)]
    assert frozenset({"run/a", "run/b"}) == found[-1]


def test_a_task_that_is_tried_again_is_looked_at_again(tmp_path: Path) -> None:
    saved = Saved(str(tmp_path))
    for _ in range(2):
        saved.look([task("b", Outcome.ESCALATED)], {})
    (tmp_path / "run/b").mkdir(parents=True)
    note(str(tmp_path / "run/b"), 1, 1)

    assert frozenset({"run/b"}) == saved.look([task("b")], {}).snapshotted
