"""Where working directories belong, read from git's own files; no git process is started."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from core.clean import clean
from core.model.worktree import Place, Repository
from core.worktrees.changes.watch import text, tip
from core.worktrees.state import branch_of, family_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import git

PARENTS = 40


def places(cwds: Iterable[str]) -> dict[str, Place]:
    """The place of every directory; one that is gone, or in no repository, has none."""
    return {cwd: place(cwd) for cwd in cwds}


def place(cwd: str) -> Place:
    """Find the worktree around a directory, its repository and its branch."""
    top = _top(cwd)
    if not top:
        return Place(cwd=cwd)
    git = f"{top}/.git"
    pointer = "" if os.path.isdir(git) else text(git)
    folder = os.path.join(top, pointer.removeprefix("gitdir:").strip()) if pointer else git
    folder = os.path.normpath(folder)
    shared = family_of(folder, text(f"{folder}/commondir"))
    return Place(
        cwd=cwd,
        worktree=clean(top),
        repository=clean(os.path.dirname(shared) if shared.endswith("/.git") else shared),
        branch=clean(branch_of(text(f"{folder}/HEAD")), limit=200),
    )


def repository(path: str, base: str) -> Repository:
    """Look at a repository as a run needs it; `trouble` says in a sentence why none can begin."""
    try:
        import git  # noqa: PLC0415, raises where no git is installed
    except ImportError:
        return Repository(trouble="git is not installed: agents work in git worktrees.")
    try:
        with git.Repo(path, search_parent_directories=True) as repo:
            return _seen(repo, base)
    except (git.NoSuchPathError, git.InvalidGitRepositoryError):
        return Repository(trouble=f"{path} is no git repository.", key="repo")
    except (git.GitCommandError, ValueError, OSError) as error:
        return Repository(trouble=f"git cannot read {path}: {clean(str(error), limit=200)}.")


def commits_since(worktree: str, commit: str) -> int | None:
    """Count what a branch has got since it began; None where that cannot be told.

    Git is asked only when the branch has moved.
    """
    at = tip(worktree)
    if at == commit:
        return 0
    return _counted(worktree, commit, at) if at else _counted.__wrapped__(worktree, commit, at)


def uncommitted(worktree: str) -> int | None:
    """Count the files of a worktree that no commit has; None where that cannot be told."""
    import git  # noqa: PLC0415, likewise

    try:
        with git.Repo(worktree) as repo:
            told = repo.git(no_optional_locks=True).status("--porcelain", "-z", "-uall")
            return sum(bool(one) for one in told.split("\0"))
    except (git.GitError, git.GitCommandError, ValueError, OSError):
        return None


@lru_cache(maxsize=4096)
def _counted(worktree: str, commit: str, at: str) -> int | None:
    import git  # noqa: PLC0415, likewise

    try:
        with git.Repo(worktree) as repo:
            return int(repo.git.rev_list("--count", f"{commit}..{at or 'HEAD'}", "--"))
    except (git.GitError, git.GitCommandError, ValueError, OSError):
        return None


def _seen(repo: git.Repo, base: str) -> Repository:
    from git import BadName  # noqa: PLC0415, likewise

    if repo.bare or repo.working_tree_dir is None:
        return Repository(trouble="a bare repository has no files to work on.", key="repo")
    known = {head.name for head in repo.heads}
    try:
        commit = repo.commit(base).hexsha
    except (ValueError, BadName):
        names = ", ".join(sorted(known)[:5]) or "none: it has no commit yet"
        trouble = f"there is no commit {base} in the repository; its branches are {names}."
        return Repository(trouble=trouble, key="base")
    words = repo.git.worktree("list", "--porcelain").split("\n\n")
    trees = [dict(line.partition(" ")[::2] for line in one.splitlines()) for one in words]
    heads = repo.git.for_each_ref("--format=%(objectname) %(refname:lstrip=2)", "refs/heads")
    return Repository(
        top=str(repo.working_tree_dir),
        git_folder=os.path.realpath(repo.common_dir),
        commit=commit,
        is_dirty=repo.is_dirty(untracked_files=False),
        in_use={
            tree["branch"].removeprefix("refs/heads/"): tree["worktree"]
            for tree in trees
            if "branch" in tree
        },
        branches={line.partition(" ")[2]: line.partition(" ")[0] for line in heads.splitlines()},
    )


def _top(cwd: str) -> str:
    """The nearest folder upward that has a `.git`."""
    folder = cwd
    for _ in range(PARENTS):
        if not folder.startswith("/"):
            return ""
        if os.path.lexists(f"{folder}/.git"):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return ""
        folder = above
    return ""
