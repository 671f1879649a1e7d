"""Where a working directory belongs."""

from __future__ import annotations

from dataclasses import dataclass


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
