"""Looks at what has changed in a worktree: where its branch is, which files, how many lines."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from core.clean import clean
from core.model.worktree import Changes
from core.worktrees.state import family_of

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMIT = 4096
PACKED = 1 << 22
"""Bytes of a repository's packed references that are looked through."""


def has_changed(worktree: str, commit: str, globs: Sequence[str]) -> bool | None:
    """Tell whether a path that matches has changed since a commit, committed or not.

    `*` stays within a folder, `**` does not. None where that cannot be told.
    """
    import git  # noqa: PLC0415, raises where no git is installed

    paths = [f":(top,glob){one}" for one in globs]
    try:
        with git.Repo(worktree) as repo:
            changed = repo.git.diff("--name-only", "--no-renames", commit, "--", *paths)
            new = repo.git.ls_files("--others", "--exclude-standard", "--", *paths)
    except (git.GitError, git.GitCommandError, ValueError, OSError):
        return None
    return bool(changed or new)


def is_tracked(worktree: str, path: str) -> bool:
    """Whether git knows a file of a worktree already, committed or about to be."""
    import git  # noqa: PLC0415, likewise

    try:
        with git.Repo(worktree) as repo:
            return bool(repo.git.ls_files("-z", "--", os.path.abspath(path)))
    except (git.GitError, git.GitCommandError, ValueError, OSError):
        return False


def changes(worktree: str, commit: str) -> Changes | None:
    """Give what the commits of a worktree since that one have changed; None: it cannot be told.

    Git is asked only when the branch has moved.
    """
    at = tip(worktree)
    if at == commit:
        return Changes()
    return _changes(worktree, commit, at) if at else _changes.__wrapped__(worktree, commit, at)


def tip(worktree: str) -> str:
    """Read which commit a worktree is at from git's files; empty where they do not tell it."""
    pointer = text(f"{worktree}/.git")
    folder = os.path.join(worktree, pointer.removeprefix("gitdir:").strip() or ".git")
    head = text(f"{folder}/HEAD").strip()
    if not head.startswith("ref: "):
        return clean(head)
    shared, name = family_of(folder, text(f"{folder}/commondir")), head.removeprefix("ref: ")
    return clean(text(f"{shared}/{name}").strip() or _packed(shared, name))


def text(path: str, limit: int = LIMIT) -> str:
    """Read the beginning of a small file; empty where there is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (OSError, ValueError):
        return ""
    try:
        return os.read(descriptor, limit).decode("utf-8", "replace")
    except OSError:
        return ""
    finally:
        os.close(descriptor)


def _packed(shared: str, name: str) -> str:
    """Find a reference among those that git has packed into one file."""
    lines = text(f"{shared}/packed-refs", PACKED).splitlines()
    return next((line.partition(" ")[0] for line in lines if line.endswith(f" {name}")), "")


@lru_cache(maxsize=4096)
def _changes(worktree: str, commit: str, at: str) -> Changes | None:
    import git  # noqa: PLC0415, raises where no git is installed

    words = ("--numstat", "-z", "--no-renames", f"{commit}..{at or 'HEAD'}", "--")
    try:
        with git.Repo(worktree) as repo:
            told = repo.git.diff(*words).strip("\0").split("\0")
    except (git.GitError, git.GitCommandError, ValueError, OSError):
        return None
    rows = [one.split("\t", 2) for one in told if one]
    return Changes(
        files=tuple(clean(name) for _, _, name in rows),
        added=sum(int(added) for added, _, _ in rows if added.isdigit()),
        deleted=sum(int(deleted) for _, deleted, _ in rows if deleted.isdigit()),
    )
