"""Agents that are known by their own status file alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.instants import span
from core.model.agent import Agent, AgentId, Kind
from core.model.diagnosis import Cause, Diagnosis, State
from core.model.limits import LIMITS
from core.model.suspend import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime, timedelta

    from core.model.handoff import Claims
    from core.model.suspend import Suspend

SAID = {
    "failed": State.FAILED,
    "blocked": State.NEEDS_YOU,
    "escalated": State.NEEDS_YOU,
    "complete": State.DONE,
    "completed": State.DONE,
    "pending": State.QUEUED,
    "queued": State.QUEUED,
    "starting": State.STARTING,
    "spawned": State.STARTING,
}


def reported(
    claims: Iterable[Claims], at: datetime, slept: Collection[Suspend] = ()
) -> list[Agent]:
    """Rows of kind `reported`, judged by what the file says and by its age."""
    return [_row(claim, at, slept) for claim in claims]


def _row(claim: Claims, at: datetime, slept: Collection[Suspend]) -> Agent:
    diagnosis = _judged(claim, at, slept)
    what = (claim.phase, claim.milestone)
    return Agent(
        id=AgentId("", claim.agent_id),
        key=f"reported/{claim.agent_id}",
        kind=Kind.REPORTED,
        name=claim.agent_id,
        agent_type=claim.role,
        diagnosis=diagnosis,
        began_at=claim.spawned_at,
        progress_at=claim.updated_at,
        last_action=" · ".join(word for word in what if word),
        repository=claim.repository or None,
        path=claim.path,
        claims=claim,
        limit_s=diagnosis.limit_s,
    )


def _judged(claim: Claims, at: datetime, slept: Collection[Suspend]) -> Diagnosis:
    said = SAID.get(claim.status or "")
    if said is State.DONE and claim.missing:
        names = ", ".join(claim.missing[:3])
        return _is(State.UNPROVEN, Cause.MISSING, f"says it is complete, but missing: {names}")
    if claim.status == "escalated":
        return _is(State.NEEDS_YOU, Cause.ESCALATED, f"escalated: {claim.finding}")
    if said is State.NEEDS_YOU:
        return _is(State.NEEDS_YOU, Cause.BLOCKED, claim.finding or "says that it is blocked")
    if said is not None:
        return _is(said, Cause.REPORT, f"its status file says {claim.status}")
    if claim.updated_at is None:
        return _is(State.UNKNOWN, Cause.NO_EVIDENCE, "its status file carries no time")
    return _by_age(counted(claim.updated_at, at, slept))


def _by_age(still: timedelta) -> Diagnosis:
    words = f"status file not updated for {span(still)}"
    if still > LIMITS.stalled:
        seconds = int(still.total_seconds())
        return _is(State.STALLED, Cause.REPORT, f"[STALE: {seconds}s since update] {words}")
    if still > LIMITS.quiet:
        return _is(State.QUIET, Cause.REPORT, words)
    return _is(State.WORKING, Cause.REPORT, f"status file updated {span(still)} ago")


def _is(state: State, cause: Cause, because: str) -> Diagnosis:
    return Diagnosis(state=state, cause=cause, because=because)
