"""What git's own files say of a worktree."""

from __future__ import annotations

import posixpath

HEADS = "ref: refs/heads/"


def branch_of(head: str) -> str:
    r"""The branch that HEAD names; empty when it is detached.

    >>> branch_of("ref: refs/heads/fan/cart\n"), branch_of("3f2a9c\n")
    ('fan/cart', '')
    """
    first = head.split("\n", 1)[0].strip()
    return first.removeprefix(HEADS) if first.startswith(HEADS) else ""


def family_of(folder: str, commondir: str) -> str:
    r"""The git folder that all worktrees of a family share.

    >>> family_of("/src/shop/.git/worktrees/cart", "../..\n"), family_of("/src/shop/.git", "")
    ('/src/shop/.git', '/src/shop/.git')
    """
    name = commondir.strip()
    return posixpath.normpath(posixpath.join(folder, name)) if name else folder


def said(error: BaseException) -> str:
    r"""What git wrote, without the command line around it.

    >>> said(OSError("fatal: no such branch\n"))
    'no such branch'
    """
    text = str(getattr(error, "stderr", "") or error)
    lines = [line.strip() for line in text.replace("stderr:", "").strip(" '\n").split("\n")]
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
    return (fatal or lines or [""])[-1].removeprefix("fatal: ").strip("' ")
