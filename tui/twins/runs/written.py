"""Runs and the journal as documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.present.runs.outcomes import word_of
from tui.twins.runs import documents
from tui.twins.status import utc

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from core.model.ground import Entry, TaskSeen


def runs_document(
    tasks: Iterable[TaskSeen], commits: Mapping[str, int | None], checkpointed: Collection[str]
) -> documents.Runs:
    """Every task of every run."""
    found: dict[str, list[documents.RunTask]] = {}
    for task in tasks:
        found.setdefault(task.run, []).append(_task(task, commits, checkpointed))
    return documents.Runs(
        runs=[documents.OneRun(run=run, tasks=mine) for run, mine in found.items()]
    )


def journal_document(entries: Iterable[Entry]) -> documents.Journal:
    """What was decided and seen, oldest first."""
    return documents.Journal(
        entries=[
            documents.JournalEntry(
                number=one.number,
                at=utc(one.at) or "",
                kind=one.kind,
                subject=one.subject,
                because=one.because or None,
            )
            for one in entries
        ]
    )


def run_document(
    run: str,
    tasks: Iterable[TaskSeen],
    commits: Mapping[str, int | None],
    checkpointed: Collection[str],
) -> documents.Run:
    """Every task with its outcome, in the order of the plan."""
    return documents.Run(run=run, tasks=[_task(task, commits, checkpointed) for task in tasks])


def _task(
    task: TaskSeen, commits: Mapping[str, int | None], checkpointed: Collection[str]
) -> documents.RunTask:
    return documents.RunTask(
        id=task.id,
        state=word_of(task.outcome),
        attempts=task.attempts,
        branch=task.branch,
        commits=commits.get(task.key),
        reason=task.because or None,
        checkpointed=task.key in checkpointed,
    )
