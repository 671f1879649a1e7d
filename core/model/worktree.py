"""Where a working directory belongs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A working directory in git's terms; empty strings outside any repository."""

    cwd: str
    worktree: str = ""
    """Top folder of the worktree that holds `cwd`."""
    repository: str = ""
    """Top folder of the main worktree: the same for the whole family."""
    branch: str = ""
    """What HEAD names; empty when detached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A worktree that was made, or the reason why it could not be."""

    path: str = ""
    commit: str = ""
    """What it began with."""
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A repository as a run needs it, or why no run can begin in it."""

    top: str = ""
    git_folder: str = ""
    """The folder that all its worktrees share."""
    commit: str = ""
    """What the plan's base is now."""
    is_dirty: bool = False
    """Whether tracked files have changes that no commit holds."""
    in_use: Mapping[str, str] = field(default_factory=dict)
    """Branches that are checked out, and in which worktree."""
    branches: Mapping[str, str] = field(default_factory=dict)
    """All that there are, and their commits."""
    trouble: str = ""
    key: str = ""
    """The plan's key that the trouble is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a worktree stands."""

    worktree: str
    shared: str
    """The folder that all worktrees of the repository share."""
    head: str
    """The commit; empty before the first one."""
    branch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What the commits of a branch have changed since it began."""

    files: tuple[str, ...] = ()
    added: int = 0
    """Lines; those of files that are no text are not counted."""
    deleted: int = 0
