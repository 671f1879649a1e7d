"""Remembers worktrees: snapshots of their files, in a bare repository of ours (D18).

The user's repository and the agent's index, branch, HEAD and files are only read. Every function
may be called from any thread; two snapshots of one task wait for each other.
"""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from core.clean import clean
from core.errors import Trouble
from core.model.snapshot import Boundary, Snapshot, Taken
from core.worktrees.bare.store import Bare, discard, opened
from core.worktrees.bare.watch import latest, repositories
from core.worktrees.contents.store import Writer
from core.worktrees.contents.watch import stand
from core.worktrees.records import FORMAT, message, name_of, ref_of, refs_of, snapshot
from core.worktrees.state import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from core.model.where import StateFolder
    from core.model.worktree import Stand
    from core.worktrees.contents.store import Tree

KEPT = 3
"""Snapshots that are kept of a task, besides the last one of every boundary (D18)."""
TIDIED = 200
"""Snapshots of a task between two looks at whether git should pack and prune."""
ME = (("NAME", "groundstop"), ("EMAIL", "groundstop@localhost"))
TRIES = 2
"""A file that comes or goes while it is looked at, or an index that is broken: once more."""


def take(  # noqa: PLR0913, what a snapshot is labelled with
    folder: StateFolder,
    worktree: str,
    task: str,
    *,
    boundary: Boundary,
    at: datetime,
    attempt: str = "",
) -> Taken:
    """Take a snapshot of a worktree's files; none where nothing has changed since the last.

    Tracked files and others that are not ignored, as they are on disk. What looks like a secret is
    left out, or kept as it was committed, and named. Nothing is raised for what git or the disk
    refuse: the answer says it.
    """
    try:
        import git  # noqa: PLC0415, raises where no git is installed
    except ImportError:
        return Taken(because="no snapshot: git is not installed.")
    label, because = _Label(task, boundary, at, attempt), ""
    for _ in range(TRIES):
        try:
            return Taken(snapshot=_taken(folder, worktree, label))
        except (git.GitError, OSError, ValueError) as error:
            because = clean(f"no snapshot of {worktree}: {said(error)}")
    return Taken(because=because)


def salvage(
    folder: StateFolder, worktree: str, task: str, at: datetime, attempt: str = ""
) -> Taken:
    """Take the last snapshot of a worktree, before it is removed."""
    return take(folder, worktree, task, boundary=Boundary.REMOVED, at=at, attempt=attempt)


def snapshots(folder: StateFolder, task: str) -> tuple[Snapshot, ...]:
    """List what there is of a task, the oldest first; raises Trouble where git cannot tell it."""
    import git  # noqa: PLC0415, raises where no git is installed

    try:
        found = [one for path in repositories(folder.snapshots) for one in _listed(path, task)]
    except (git.GitError, OSError, ValueError) as error:
        raise Trouble(f"the snapshots of {task} cannot be read: {said(error)}") from error
    return tuple(sorted(found, key=lambda one: one.number))


def snapshotted(folder: StateFolder) -> Mapping[str, int]:
    """Give the number of every task's latest snapshot, without asking git."""
    return latest(folder.snapshots)


def remove(folder: StateFolder, task: str) -> None:
    """Remove all snapshots of a task, and a repository of ours with its last one."""
    for path in repositories(folder.snapshots):
        bare = Bare(path)
        with bare.alone(name_of(task)) as index:
            _write(bare, deleted=_listed(path, task))
            shutil.rmtree(os.path.dirname(index))
        discard(path)


class _Label(NamedTuple):
    """What a snapshot is labelled with."""

    task: str
    boundary: Boundary
    at: datetime
    attempt: str


def _taken(folder: StateFolder, worktree: str, label: _Label) -> Snapshot | None:
    where = stand(worktree)
    name = name_of(label.task)
    with opened(folder.snapshots, where.shared) as bare, bare.alone(name) as index:
        earlier = [*_listed(bare.path, label.task)]
        last = earlier[-1] if earlier else None
        is_new = last is None or last.base != where.head
        if where.head and is_new and not bare.has(where.head):
            bare.fetch(where.worktree)
        with ExitStack() as undo:
            undo.callback(_forget, index)
            draft = _draft(Writer(bare, where, index).tree(), where, label)
            undo.pop_all()
        if last is not None and _is_as(draft, last):
            return None
        draft = replace(draft, number=last.number + 1 if last else 1, store=bare.path)
        made = replace(draft, commit=_commit(bare, draft))
        _write(bare, created=(made,), deleted=_superseded((*earlier, made)))
        if made.number % TIDIED == 0:
            bare.run("gc", "--auto", "--quiet")
        return made


def _draft(tree: Tree, where: Stand, label: _Label) -> Snapshot:
    return Snapshot(
        **label._asdict(),
        number=0,
        commit="",
        tree=tree.oid,
        base=where.head,
        branch=where.branch,
        files=tree.files,
        left_out=tree.left_out,
        repository=where.shared,
        store="",
    )


def _is_as(draft: Snapshot, last: Snapshot) -> bool:
    """Tell whether a snapshot would say nothing that the last one does not."""
    is_known = draft.boundary is Boundary.TURN or (draft.boundary, draft.attempt) == (
        last.boundary,
        last.attempt,
    )
    return is_known and (draft.tree, draft.base) == (last.tree, last.base)


def _superseded(all_: Sequence[Snapshot]) -> list[Snapshot]:
    """Choose what goes: neither of the last ones, nor the last one of a boundary."""
    ends = {(one.attempt, one.boundary): one for one in all_ if one.boundary is not Boundary.TURN}
    kept = {one.number for one in (*all_[-KEPT:], *ends.values())}
    return [one for one in all_ if one.number not in kept]


def _commit(bare: Bare, draft: Snapshot) -> str:
    when = f"{int(draft.at.timestamp())} +0000"
    who = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (*ME, ("DATE", when))
    }
    base = ("-p", draft.base) if draft.base else ()
    return bare.run("commit-tree", draft.tree, *base, fed=message(draft), **who).decode().strip()


def _write(
    bare: Bare, *, created: Iterable[Snapshot] = (), deleted: Iterable[Snapshot] = ()
) -> None:
    """Write and remove refs, all or none."""
    lines = [f"create {ref_of(one.task, one.number)} {one.commit}\n" for one in created]
    lines += [f"delete {ref_of(one.task, one.number)}\n" for one in deleted]
    if lines:
        bare.run("update-ref", "--stdin", fed="".join(lines).encode())


def _listed(path: str, task: str) -> list[Snapshot]:
    """List the snapshots of a task in one repository of ours, the oldest first."""
    bare = Bare(path)
    lines = bare.run("for-each-ref", f"--format={FORMAT}", refs_of(task)).splitlines()
    found = (snapshot(line, bare.source, path) for line in lines)
    return sorted((one for one in found if one), key=lambda one: one.number)


def _forget(index: str) -> None:
    """Take away an index that may be broken: the next one is made anew."""
    with suppress(FileNotFoundError):
        os.unlink(index)
