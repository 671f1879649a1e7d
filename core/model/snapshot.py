"""Snapshots of a worktree's files: ours, apart from git's commits and the agents' checkpoints."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Boundary(StrEnum):
    """What had ended when a snapshot was taken."""

    TURN = "turn"
    """A turn that edited something: the last three of a task are kept."""
    ATTEMPT = "attempt"
    """An attempt: the last of each is kept."""
    REMOVED = "removed"
    """The worktree is about to be removed: salvage."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that a snapshot does not hold, or not as it is now."""

    path: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The files of a worktree at one instant, in a repository of ours (D18)."""

    task: str
    """The task's key: run and id."""
    number: int
    """Counted from 1 for each task; what is pruned leaves a gap."""
    at: datetime
    boundary: Boundary
    attempt: str = ""
    commit: str
    """In our repository, as is its tree: the files."""
    tree: str
    base: str
    """What HEAD was; empty before the first commit."""
    branch: str = ""
    """What HEAD named; empty when detached."""
    files: int
    left_out: tuple[LeftOut, ...] = ()
    left_out_more: int = 0
    """How many more there are than are named."""
    repository: str
    """Git folder of the user's repository."""
    store: str
    """Folder of our repository."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of taking a snapshot: one, none since nothing changed, or why it failed."""

    snapshot: Snapshot | None = None
    because: str = ""
    """Why it failed; nothing was harmed, and nothing is half there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoring:
    """What a restore would write, and where to."""

    snapshot: Snapshot
    into: str
    branch: str
    """New, at the snapshot's base."""
    changed: int
    """Files that differ from the base: they will be uncommitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A fresh worktree with the files of a snapshot, or why there is none."""

    path: str = ""
    branch: str = ""
    because: str = ""
