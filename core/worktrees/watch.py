"""Where working directories belong, read from git's own files; no git process is started."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from core.clean import clean
from core.model.worktree import Place
from core.worktrees.state import branch_of, family_of

if TYPE_CHECKING:
    from collections.abc import Iterable

LIMIT = 4096
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
    pointer = "" if os.path.isdir(git) else _text(git)
    folder = os.path.join(top, pointer.removeprefix("gitdir:").strip()) if pointer else git
    folder = os.path.normpath(folder)
    shared = family_of(folder, _text(f"{folder}/commondir"))
    return Place(
        cwd=cwd,
        worktree=clean(top),
        repository=clean(os.path.dirname(shared) if shared.endswith("/.git") else shared),
        branch=clean(branch_of(_text(f"{folder}/HEAD")), limit=200),
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


def _text(path: str) -> str:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (OSError, ValueError):
        return ""
    try:
        return os.read(descriptor, LIMIT).decode("utf-8", "replace")
    except OSError:
        return ""
    finally:
        os.close(descriptor)
