"""Makes worktrees and branches beside the repository; never takes away what it did not make."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar

from core.clean import clean
from core.errors import Misuse, Trouble
from core.files.act import draft_in
from core.model.snapshot import Restored, Restoring
from core.model.worktree import Made
from core.worktrees.bare.store import READ, UNHOOKED, Bare, run
from core.worktrees.state import said

if TYPE_CHECKING:
    from collections.abc import Callable

    import git

    from core.model.snapshot import Snapshot

Done = TypeVar("Done")
LOCKED = ("index.lock", "could not lock", "unable to create", "cannot lock ref", ".lock")
"""What git says when somebody else is writing; their lock is waited for, never removed."""
HALF_MADE = "only half made"
"""Git writes a worktree's index last: whoever began it may still be at it, or may be gone."""
WAITS = (0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between tries."""


def make(
    repository: str, path: str, branch: str, base: str, wait: Callable[[float], object]
) -> Made:
    """Make a worktree with a branch of its own; one that is there already is taken as it is.

    The answer's `because` says why it could not be made.
    """
    import git  # noqa: PLC0415, raises where no git is installed

    try:
        return _patiently(lambda: _make(git.Repo(repository), path, branch, base), wait)
    except (git.GitCommandError, git.InvalidGitRepositoryError, OSError, ValueError) as error:
        return Made(because=f"git could not make {path}: {clean(said(error))}")


def restoring(snapshot: Snapshot, into: str) -> Restoring:
    """Tell what a restore would do; nothing is written.

    Raises Misuse where the folder has something in it already, and Trouble where git knows nothing.
    """
    import git  # noqa: PLC0415, raises where no git is installed

    if os.path.lexists(into) and not (os.path.isdir(into) and not os.listdir(into)):
        raise Misuse(f"{into} is there already: name a folder that is not, with --into.")
    words = (snapshot.base, snapshot.tree)
    try:
        changed = Bare(snapshot.store).run("diff-tree", "-r", "-z", "--name-only", *words)
        heads = run(f"--git-dir={snapshot.repository}", "for-each-ref", "refs/heads", env={})
    except (git.GitError, OSError) as error:
        rescue = f"git --git-dir={snapshot.store} archive {snapshot.commit} | tar -x -C FOLDER"
        raise Trouble(f"nothing can be restored: {said(error)}. The files: {rescue}") from error
    taken = {line.partition("refs/heads/")[2] for line in os.fsdecode(heads).split("\n")}
    name = f"{snapshot.branch or snapshot.task.rpartition('/')[2]}-restored-{snapshot.number}"
    names = (name, *(f"{name}.{again}" for again in range(2, len(taken) + 2)))
    branch = next(one for one in names if one not in taken)
    return Restoring(snapshot=snapshot, into=into, branch=branch, changed=changed.count(b"\0"))


def restore(asked: Restoring, wait: Callable[[float], object]) -> Restored:
    """Make a fresh worktree at the snapshot's base, and put the snapshot's files into it.

    They are uncommitted. What was made is taken away again where something fails half-way.
    """
    import git  # noqa: PLC0415, raises where no git is installed

    try:
        with ExitStack() as undo:
            _patiently(lambda: _begin(asked), wait)
            undo.callback(_undo, asked)
            _fill(asked)
            undo.pop_all()
    except (git.GitError, OSError, ValueError) as error:
        because = f"{asked.into} could not be made: {clean(said(error))}"
        return Restored(path=asked.into, branch=asked.branch, because=because)
    return Restored(path=asked.into, branch=asked.branch)


def take_away(repository: str, path: str, wait: Callable[[float], object]) -> str:
    """Remove a worktree with all that is in it; its branch stays. Empty, or why it could not be.

    Whoever calls has saved what is not committed.
    """
    import git  # noqa: PLC0415, raises where no git is installed

    try:
        _patiently(lambda: git.Repo(repository).git.worktree("remove", "--force", path), wait)
    except (git.GitCommandError, git.InvalidGitRepositoryError, OSError, ValueError) as error:
        return f"git could not remove {path}: {clean(said(error))}"
    return ""


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
    if not os.path.exists(f"{there.git_dir}/index"):
        raise OSError(f"{path} is {HALF_MADE}; git worktree remove --force {path}, then again")
    if there.head.is_detached or there.active_branch.name != branch:
        raise ValueError(f"{path} is there, and not on {branch}")
    return Made(path=path, commit=there.head.commit.hexsha)


def _patiently(step: Callable[[], Done], wait: Callable[[float], object]) -> Done:
    """Do something once nobody else holds one of git's locks."""
    import git  # noqa: PLC0415, likewise

    for seconds in WAITS:
        try:
            return step()
        except (git.GitCommandError, OSError) as error:
            if not any(word in said(error) for word in (*LOCKED, HALF_MADE)):
                raise
            wait(seconds)
    return step()


def _begin(asked: Restoring) -> None:
    """Make the worktree, empty; a base that the repository has not any more is brought back."""
    from git import GitCommandError  # noqa: PLC0415, likewise

    snapshot = asked.snapshot
    theirs = (f"--git-dir={snapshot.repository}", *READ)
    try:
        run(*theirs, "cat-file", "-e", f"{snapshot.base}^{{commit}}", env={})
    except GitCommandError:
        quiet = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc")
        run(*theirs, "fetch", *quiet, snapshot.store, snapshot.base, env={})
    how = ("--quiet", "--no-checkout", "-b", asked.branch)
    run(*theirs, "worktree", "add", *how, "--", asked.into, snapshot.base, env={})


def _fill(asked: Restoring) -> None:
    """Write the files, byte by byte as they were, and let git see what differs."""
    bare = Bare(asked.snapshot.store)
    index = draft_in(asked.snapshot.store)
    with ExitStack() as undo:
        undo.callback(os.unlink, index)
        bare.run("read-tree", asked.snapshot.tree, index=index, tree=asked.into)
        bare.run("checkout-index", "--all", "--force", index=index, tree=asked.into)
    run("-C", asked.into, *UNHOOKED, "reset", "--quiet", env={})


def _undo(asked: Restoring) -> None:
    theirs = (f"--git-dir={asked.snapshot.repository}", *UNHOOKED)
    run(*theirs, "worktree", "remove", "--force", "--", asked.into, env={})
    run(*theirs, "branch", "--quiet", "-D", asked.branch, env={})
