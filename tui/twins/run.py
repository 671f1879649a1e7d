"""A run's end as the document `groundstop.run/1`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.run import Outcome
from tui.twins import documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.model.ground import TaskSeen

STATES = {
    Outcome.QUEUED: "queued",
    Outcome.RUNNING: "working",
    Outcome.DONE: "done",
    Outcome.ESCALATED: "escalated",
    Outcome.CANCELLED: "cancelled",
}


def run_document(
    run: str, tasks: Iterable[TaskSeen], commits: Mapping[str, int | None]
) -> documents.Run:
    """Every task with its outcome, in the order of the plan."""
    return documents.Run(
        run=run,
        tasks=[
            documents.RunTask(
                id=task.id,
                state=STATES[task.outcome],
                attempts=task.attempts,
                branch=task.branch,
                commits=commits.get(task.key),
                reason=task.because or None,
            )
            for task in tasks
        ],
    )
