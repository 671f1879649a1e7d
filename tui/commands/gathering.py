"""Puts the results of one run together: state, journal, git, and what its agents handed in."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

from core.clean import redact
from core.errors import NotFound
from core.handoffs.aggregate import gathered, results
from core.handoffs.watch import handed_in, look, papers
from core.model.results import NO_RESULTS, Part, Results
from core.runs.escalations.queue import tries
from core.runs.past.watch import journal
from core.worktrees.changes.watch import changes
from core.worktrees.watch import commits_since

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.handoffs.records import StatusFile
    from core.model.ground import TaskSeen
    from core.model.handoff import Handoff, Papers
    from core.model.results import Try
    from core.model.where import StateFolder
    from tui.app import Tui


def chosen(tasks: Sequence[TaskSeen], run: str) -> str:
    """Give the run that is asked for, by its name or its plan's; without a name the latest.

    Empty where nothing was ever run. NotFound: there is no such run.
    """
    began = {one.run: one.began_at.timestamp() if one.began_at else 0.0 for one in tasks}
    runs = sorted(began, key=lambda one: began[one])
    if run in runs:
        return run
    fitting = [one for one in runs if not run or one.rpartition("-")[0] == run]
    if run and not fitting:
        raise NotFound(f"there is no run {run}; groundstop runs lists them.")
    return fitting[-1] if fitting else ""


def gather(folder: StateFolder, tasks: Sequence[TaskSeen], run: str, layout: str) -> Results:
    """Gather one run; `layout` is S4's folder below a repository."""
    mine = [one for one in tasks if one.run == run]
    if not mine:
        return NO_RESULTS
    tried = tries(journal(folder), mine)
    written = papers(folder.runs, mine)
    roots = dict.fromkeys(root for one in mine for root in (one.worktree, one.repository) if root)
    looks = [handed_in(root, layout) for root in roots]
    others = {told.agent: told for found, _ in reversed(looks) for told in found}
    broken = [each for one in written.values() for each in one.broken]
    broken += [each for _, found in looks for each in found]
    parts = [_part(one, written[one.key], tried[one.key], others) for one in mine]
    return results(gathered(parts).values(), run=run, broken=broken)


async def bring(tui: Tui, folder: StateFolder, run: str, layout: str) -> None:
    """Gather a run for the dashboard, beside the loop: git is asked for every branch."""
    tasks = tui.frame.ground.tasks
    try:
        tui.results = await asyncio.to_thread(gather, folder, tasks, run, layout)
    except (sqlite3.DatabaseError, OSError) as error:
        tui.notify(f"The results cannot be read: {error}.", severity="error", markup=False)


def reported(root: str, layout: str) -> Results:
    """Gather a folder in S4's layout alone, without any run of ours.

    Who was started or wrote a status, and handed nothing in, is expected still (S4-14).
    """
    handoffs, broken = handed_in(root, layout)
    known = {one.agent_id: one for one, _, _ in look([root], layout)[0]}
    open_ = known.keys() - {told.agent for told in handoffs}
    parts = [_alone(told) for told in handoffs]
    parts += [_expected(known[name]) for name in sorted(open_)]
    return results(gathered(parts).values(), run=root, broken=broken)


def _part(
    task: TaskSeen, mine: Papers, tries: tuple[Try, ...], others: Mapping[str, Handoff]
) -> Part:
    """Give one task's part; a handoff in S4's layout counts where its own folder has none."""
    named = (task.id, task.attempt, task.attempt.rpartition("/")[2], task.key)
    other = next((others[name] for name in named if name in others), None)
    told = mine.handoff or (replace(other, agent=task.id) if other is not None else None)
    has_tree = bool(task.worktree and task.start_commit)
    return Part(
        key=task.key,
        id=task.id,
        place=task.place,
        branch=task.branch,
        outcome=task.outcome,
        because=redact(task.because),
        attempts=task.attempts,
        tries=tries,
        ended_at=tries[-1].at if tries and task.is_settled else None,
        commits=commits_since(task.worktree, task.start_commit) if has_tree else None,
        changes=changes(task.worktree, task.start_commit) if has_tree else None,
        checkpoints=mine.checkpoints,
        handoff=told,
    )


def _alone(told: Handoff) -> Part:
    return Part(key=told.agent, id=told.agent, attempts=1, ended_at=told.at, handoff=told)


def _expected(known: StatusFile) -> Part:
    status = known.status or ""
    said = f"its status file says {status}" if status not in ("", "escalated") else status
    why = f"{said}: {known.finding}" if said and known.finding else said
    return Part(key=known.agent_id, id=known.agent_id, attempts=1, because=redact(why))
