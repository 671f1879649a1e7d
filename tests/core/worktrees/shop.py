"""A repository with one worktree, and what a snapshot of it holds."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.model.snapshot import Boundary
from core.worktrees.store import take

if TYPE_CHECKING:
    from pathlib import Path

    from core.model.snapshot import Snapshot
    from core.model.where import StateFolder

AT = datetime(2026, 11, 20, 14, 32, 7, tzinfo=UTC)
TASK = "Batch.42-0a1b2c3d/ai-962"
NAME = "Batch%002E42-0a1b2c3d/ai-962"
"""The same, as git and folders take it."""


def git(where: Path, *words: str) -> str:
    named = ["-c", "user.name=x", "-c", "user.email=x@localhost"]
    done = subprocess.run(["git", *named, *words], cwd=where, capture_output=True, check=True)
    return os.fsdecode(done.stdout).strip()


def took(folder: StateFolder, tree: Path, boundary: Boundary = Boundary.TURN) -> Snapshot:
    taken = take(folder, str(tree), TASK, boundary=boundary, at=AT)
    assert not taken.because
    assert taken.snapshot is not None
    return taken.snapshot


def files_of(snapshot: Snapshot) -> dict[bytes, tuple[str, bytes]]:
    """Give path, mode and content of all that a snapshot holds."""

    def run(*words: str) -> bytes:
        where = ["git", f"--git-dir={snapshot.store}"]
        return subprocess.run([*where, *words], capture_output=True, check=True).stdout

    found = {}
    for line in run("ls-tree", "-r", "-z", snapshot.tree).split(b"\0")[:-1]:
        facts, _, path = line.partition(b"\t")
        mode, kind, oid = facts.decode().split()
        found[path] = (mode, run("cat-file", "blob", oid) if kind == "blob" else b"")
    return found
