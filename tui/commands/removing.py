"""`groundstop remove`: a worktree is taken away once its files are saved; its branch stays."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from core.course.watch import clock_by
from core.errors import Misuse, Trouble
from core.model.run import SETTLED, Outcome
from tui.commands.looking import folder_of, task_named
from tui.commands.options import Dir  # noqa: TC001, typer reads it
from tui.present.numbers import count

if TYPE_CHECKING:
    from core.model.ground import TaskSeen
    from core.model.snapshot import LeftOut
    from core.model.where import StateFolder

NAMED = 5
"""Files that are named."""


def remove(
    task: Annotated[str, typer.Argument(help="A task's id.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Remove; without it, only say what.")] = False,
    discard: Annotated[
        bool, typer.Option("--discard", help="Also files that no snapshot holds.")
    ] = False,
    state_dir: Dir = "",
) -> None:
    """Remove the worktree of a task that is over, after saving its files; the branch stays."""
    folder = folder_of(state_dir)
    found = task_named(folder, task, SETTLED)
    _refuse(found)
    told, stays = _told(found)
    if not yes:
        sys.stdout.write(
            f"{found.worktree} would be removed: {told}, and saved before. {stays}.\n"
            "Nothing was removed: add --yes.\n"
        )
        return
    _remove(folder, found, is_discarding=discard)
    again = f"groundstop restore {found.id} brings its files back"
    sys.stdout.write(f"{found.worktree} is removed. {stays}; {again}.\n")


def _told(task: TaskSeen) -> tuple[str, str]:
    """Say what would go, and what stays."""
    from core.worktrees.watch import commits_since, uncommitted  # noqa: PLC0415, slow to load

    changed = uncommitted(task.worktree)
    commits = commits_since(task.worktree, task.start_commit)
    unsaved = "it cannot be told what is not committed" if changed is None else ""
    made = count(commits, "commit") if commits is not None else "its commits"
    told = unsaved or f"{count(changed or 0, 'changed file')} not committed"
    return told, f"{task.branch} stays, with {made}"


def _remove(folder: StateFolder, task: TaskSeen, *, is_discarding: bool) -> None:
    from core.worktrees.act import take_away  # noqa: PLC0415, slow to load

    left_out = _saved(folder, task)
    if left_out and not is_discarding:
        names = ", ".join(f"{one.path} ({one.because})" for one in left_out[:NAMED])
        more = f" and {len(left_out) - NAMED} more" if len(left_out) > NAMED else ""
        raise Misuse(
            f"{task.id}: no snapshot holds {names}{more}; move them away, or add --discard."
            " Nothing was removed."
        )
    because = take_away(task.repository, task.worktree, threading.Event().wait)
    if because:
        raise Trouble(because)


def _refuse(task: TaskSeen) -> None:
    if not task.is_settled:
        raise Misuse(f"{task.id} is {task.outcome}: groundstop stop {task.id} ends it first.")
    if task.outcome is Outcome.TAKEN:
        raise Misuse(f"{task.id} was taken over: its worktree is yours to remove, with git.")
    if not task.worktree or not os.path.isdir(task.worktree):
        raise Misuse(f"{task.id} has no worktree any more.")


def _saved(folder: StateFolder, task: TaskSeen) -> tuple[LeftOut, ...]:
    """Save the files; give what no snapshot holds. Trouble where they cannot be saved."""
    from core.worktrees.store import salvage, snapshots  # noqa: PLC0415, slow to load

    at = clock_by(folder.clock).now()
    taken = salvage(folder, task.worktree, task.key, at, task.attempt)
    if taken.because:
        raise Trouble(f"{taken.because} Nothing was removed.")
    latest = taken.snapshot or next(reversed(snapshots(folder, task.key)), None)
    return latest.left_out if latest is not None else ()
