"""Makes a task's worktree and branch, beside the repository; never takes one away unasked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from core.clean import clean
from core.model.worktree import Made
from core.worktrees.state import said

if TYPE_CHECKING:
    from collections.abc import Callable

    import git

LOCKED = ("index.lock", "could not lock", "unable to create", "cannot lock ref", ".lock")
"""What git says when somebody else is writing; their lock is waited for, never removed."""
WAITS = (0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between tries."""


def make(repository: str, path: str, branch: str, base: str, wait: Callable[[float], None]) -> Made:
    """Make a worktree with a branch of its own; one that is there already is taken as it is.

    The answer's `because` says why it could not be made.
    """
    import git  # noqa: PLC0415, raises where no git is installed

    for seconds in (*WAITS, None):
        try:
            return _make(git.Repo(repository), path, branch, base)
        except (git.GitCommandError, git.InvalidGitRepositoryError, OSError, ValueError) as error:
            words = clean(said(error))
            if seconds is None or not any(word in words for word in LOCKED):
                return Made(because=f"git could not make {path}: {words}")
            wait(seconds)
    raise AssertionError


def found(path: str, remote: str, title: str) -> None:
    """Make a repository with one commit on `main`, and a bare one that it pushes to."""
    import git  # noqa: PLC0415, likewise

    with git.Repo.init(path, initial_branch="main") as repository:
        with open(f"{path}/README.md", "w", encoding="utf-8") as file:
            file.write(f"# {title}\n")
        repository.index.add(["README.md"])
        me = git.Actor("rehearsal", "rehearsal@localhost")
        repository.index.commit("Begin", author=me, committer=me)
        repository.clone(remote, bare=True).close()
        repository.create_remote("origin", remote)


def _make(repository: git.Repo, path: str, branch: str, base: str) -> Made:
    if not os.path.exists(f"{path}/.git"):
        known = {head.name for head in repository.heads}
        how = [path, branch] if branch in known else ["-b", branch, path, base]
        repository.git.worktree("add", *how)
    there = type(repository)(path)
    if there.head.is_detached or there.active_branch.name != branch:
        raise ValueError(f"{path} is there, and not on {branch}")
    return Made(path=path, commit=there.head.commit.hexsha)
