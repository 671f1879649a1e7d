"""`groundstop restore`: a snapshot's files in a fresh worktree, after saying what that would be."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from core.course.watch import clock_by
from core.errors import Misuse, NotFound, Trouble
from core.model.plan import worktrees_of
from core.runs.watch import ground
from tui.commands.looking import folder_of
from tui.commands.options import Dir, Json  # noqa: TC001, typer reads them
from tui.twins.runs.restored import restore_document, restore_text
from tui.twins.status import written

if TYPE_CHECKING:
    from core.model.snapshot import Snapshot
    from core.model.where import StateFolder

NAMED = 10
"""Tasks that are named where the one that was meant is not there."""


def restore(  # noqa: PLR0913, one parameter an option
    task: Annotated[str, typer.Argument(help="A task's id.")],
    *,
    at: Annotated[int | None, typer.Option("--at", help="Which snapshot; else the last.")] = None,
    into: Annotated[str, typer.Option("--into", help="A folder that is not there yet.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Write; without it, only say what.")] = False,
    json: Json = False,
    state_dir: Dir = "",
) -> None:
    """List a task's snapshots, and say what restoring one would write; --yes writes it.

    The files come into a fresh worktree, uncommitted, on a new branch at the commit on which they
    were. The task's own worktree and branch stay as they are.
    """
    from core.worktrees.act import restore as act  # noqa: PLC0415, slow to load
    from core.worktrees.act import restoring  # noqa: PLC0415, likewise
    from core.worktrees.store import snapshots  # noqa: PLC0415, likewise

    folder = folder_of(state_dir)
    found = snapshots(folder, _key(folder, task))
    chosen = _chosen(found, task, at)
    asked = restoring(
        chosen, os.path.abspath(os.path.expanduser(into)) if into else _beside(chosen)
    )
    if yes:
        made = act(asked, threading.Event().wait)
        if made.because:
            raise Trouble(made.because)
    if json:
        sys.stdout.write(written(restore_document(found, asked, is_done=yes)))
    else:
        now = clock_by(folder.clock).now()
        sys.stdout.write(restore_text(found, asked, now, is_done=yes))


def _key(folder: StateFolder, task: str) -> str:
    """Give the key of a task that has snapshots."""
    from core.worktrees.store import snapshotted  # noqa: PLC0415, slow to load

    there = snapshotted(folder)
    known = {*there, *(one.key for one in ground(folder).tasks)}
    named = sorted(one for one in known if task in (one, one.rpartition("/")[2]))
    if not named:
        ids = sorted({one.rpartition("/")[2] for one in there})
        few = ", ".join(ids[:NAMED] + ["..."] * (len(ids) > NAMED)) or "none"
        raise NotFound(f"there is no task {task}; tasks that have snapshots: {few}.")
    if len(named) > 1:
        raise Misuse(f"{task} is a task of several runs: name one of {', '.join(named)}.")
    if named[0] not in there:
        raise NotFound(f"no snapshot was taken of {task}.")
    return named[0]


def _chosen(found: tuple[Snapshot, ...], task: str, at: int | None) -> Snapshot:
    if not found:
        raise NotFound(f"no snapshot was taken of {task}.")
    numbers = {one.number: one for one in found}
    number = max(numbers) if at is None else at
    if number not in numbers:
        there = ", ".join(map(str, numbers))
        raise Misuse(f"--at {number}: there is no such snapshot of {task}; there are {there}.")
    return numbers[number]


def _beside(snapshot: Snapshot) -> str:
    """Name a folder where the run's worktrees are."""
    top = snapshot.repository.removesuffix("/.git").removesuffix(".git")
    name = f"{snapshot.task.rpartition('/')[2]}-restored-{snapshot.number}"
    return f"{worktrees_of(top)}/{name}"
