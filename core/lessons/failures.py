"""What kind of failure an attempt was."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.model.past import FailureKind
from core.model.run import Ender, Outcome, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.model.ground import TaskSeen
    from core.model.run import Verdict


class Failure(NamedTuple):
    """One failure, as it happened."""

    role: str
    kind: FailureKind
    reason: str


def failures(ends: Iterable[tuple[str, str, Verdict]], tasks: Iterable[TaskSeen]) -> list[Failure]:
    """Name every failure, from (task, role, verdict) of attempts that are over.

    A task that ended badly without one, because something outside it said no, counts as its own.
    """
    found: list[Failure] = []
    failed: set[str] = set()
    for task, role, verdict in ends:
        kind = kind_of(verdict)
        if kind is not None:
            found.append(Failure(role, kind, verdict.because))
            failed.add(task)
    found += [
        Failure(one.role, FailureKind.NOT_BELIEVED, one.because)
        for one in tasks
        if one.outcome in (Outcome.UNPROVEN, Outcome.ESCALATED) and one.key not in failed
    ]
    return found


def kind_of(verdict: Verdict) -> FailureKind | None:
    """Classify an end; None: it was good, or somebody wanted it."""
    if verdict.halt is not None:
        return FailureKind.ACCOUNT
    if verdict.standing is Standing.REVOKED or verdict.by is Ender.ORDER:
        return None
    if verdict.standing is Standing.NEVER:
        return FailureKind.NOT_STARTED
    if verdict.standing is Standing.LOST:
        return FailureKind.LOST
    if verdict.missing:
        return FailureKind.MISSING
    if verdict.is_failed:
        return FailureKind.GAVE_UP
    if verdict.fault is not None:
        return FailureKind.API
    if verdict.by is Ender.LIMIT:
        return FailureKind.NO_PROGRESS
    return FailureKind.EXIT if verdict.code else None
