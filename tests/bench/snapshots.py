"""How long a snapshot of a large worktree takes, and a count of all snapshots."""

from __future__ import annotations

import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from core.model.snapshot import Boundary
from core.model.where import StateFolder
from core.worktrees.store import snapshotted, take
from tests.bench.pairs import row

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES, FOLDERS, TIMES, TASKS = 5000, 100, 15, 30
AT = datetime(2026, 11, 20, tzinfo=UTC)
RACY_S = 1.1
"""After so long git need not read a file again to know that it is unchanged."""


def rows() -> Iterator[str]:
    """Give a row for each figure."""
    with tempfile.TemporaryDirectory(prefix="groundstop-bench.") as where:
        tree, folder = Path(where) / "tree", StateFolder(f"{where}/state")
        _grow(tree)
        first = _taken(folder, tree, "run/first")
        yield row("first snapshot of 5000 files: wall", f"{first:.3f} s", "", first, 2)
        time.sleep(RACY_S)  # noqa: TID251 - what is measured is the machine's
        little = []
        for number in range(TIMES):
            (tree / "d7/f7.py").write_text(f"changed = {number}\n")
            (tree / f"new{number}.py").write_text("new = True\n")
            little.append(_taken(folder, tree, "run/first") * 1000)
        middle = median(little)
        what = "snapshot of 5000 files, two changed: wall, ms"
        yield row(what, f"{middle:.0f}", "", middle, 150)
        same = median(_taken(folder, tree, "run/first") * 1000 for _ in range(TIMES))
        yield row("look that finds nothing changed: wall, ms", f"{same:.0f}", "", same, 150)
        for number in range(TASKS):
            _taken(folder, tree, f"run/task-{number}")
        begin = time.process_time()
        assert len(snapshotted(folder)) == TASKS + 1
        spent = (time.process_time() - begin) * 1000
        yield row("snapshots of 31 tasks, counted: CPU, ms", f"{spent:.2f}", "", spent, 5)


def _taken(folder: StateFolder, tree: Path, task: str) -> float:
    """Take a snapshot; give the seconds."""
    begin = time.perf_counter()
    taken = take(folder, str(tree), task, boundary=Boundary.TURN, at=AT)
    seconds = time.perf_counter() - begin
    assert not taken.because
    return seconds


def _grow(tree: Path) -> None:
    tree.mkdir()
    for number in range(FILES):
        path = tree / f"d{number % FOLDERS}/f{number}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"value = {number}\n" * 60)
    me = ("-c", "user.name=x", "-c", "user.email=x@localhost")
    for words in (("init", "-qb", "main"), ("add", "."), (*me, "commit", "-qm", "Begin")):
        subprocess.run(["git", *words], cwd=tree, check=True)
