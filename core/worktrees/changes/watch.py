"""Looks at whether what a task expects has changed in its worktree."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


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
