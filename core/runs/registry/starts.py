"""Which attempts have been started, since when, and what has become of each: by the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.model.run import Outcome, attempt_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from core.model.ground import Entry, TaskSeen

Status = Literal["active", "blocked", "complete", "failed"]
"""The words of S4's status files."""
WELL = frozenset({Outcome.DONE, Outcome.UNPROVEN, Outcome.PROVING})
"""Outcomes of a task whose latest attempt has ended well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One attempt that was started."""

    attempt: str
    agent_id: str
    """As S4 names agents: `agent-001-IMPLEMENTER`, its retries `...-retry-<n>`."""
    task: TaskSeen
    number: int
    """Which retry it is; 0: the first try."""
    at: datetime
    status: Status
    ended_at: datetime | None = None
    because: str = ""


def starts(
    tasks: Iterable[TaskSeen], entries: Iterable[Entry], questions: Mapping[str, str]
) -> list[Start]:
    """Give every start of these tasks, in the order of time; `questions` are open, by task."""
    admitted: dict[str, datetime] = {}
    ended: dict[str, Entry] = {}
    for one in entries:
        if one.kind == "admit":
            admitted.setdefault(one.subject, one.at)
        elif one.kind == "ended":
            ended[one.subject] = one
    known = {one.key: one for one in tasks}
    found = []
    for attempt, at in admitted.items():
        task = known.get(attempt_of(attempt).task)
        if task is not None:
            found.append(_start(attempt, at, task, ended.get(attempt), questions))
    return sorted(found, key=lambda one: (one.at, one.agent_id))


def _start(
    attempt: str, at: datetime, task: TaskSeen, end: Entry | None, questions: Mapping[str, str]
) -> Start:
    suffix = attempt.removeprefix(task.key)
    status, because = _status(attempt, task, end, questions)
    return Start(
        attempt=attempt,
        agent_id=f"agent-{task.place:03}-{task.role}{suffix}",
        task=task,
        number=attempt_of(attempt).number,
        at=at,
        status=status,
        ended_at=end.at if end is not None else None,
        because=because,
    )


def _status(
    attempt: str, task: TaskSeen, end: Entry | None, questions: Mapping[str, str]
) -> tuple[Status, str]:
    is_latest = attempt == task.attempt
    if end is None and is_latest and task.key in questions:
        return "blocked", questions[task.key]
    if end is None and is_latest and not task.is_settled:
        return "active", ""
    if is_latest and task.outcome in WELL:
        return "complete", task.because
    return "failed", (end.because if end is not None else "") or task.because
