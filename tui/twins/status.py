"""A frame as the document `groundstop.status/1`, key for key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypedDict

import msgspec

from core.model.diagnosis import State
from tui.twins import documents

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.agent import Agent
    from core.model.frame import Frame
    from core.model.ground import Ground
    from core.model.handoff import Claims
    from core.model.tokens import Tokens

ORDER = (
    State.QUEUED,
    State.STARTING,
    State.QUOTA,
    State.FAILED,
    State.NEEDS_YOU,
    State.UNPROVEN,
    State.DONE,
    State.RETRYING,
    State.STALLED,
    State.QUIET,
    State.WORKING,
    State.UNKNOWN,
)

_FAR = re.compile("[^\x00-\x7f]+")


def written(document: msgspec.Struct) -> str:
    """A document as JSON with an end of line, in letters that every pipe can take."""
    text = msgspec.json.encode(document).decode()
    return (text if text.isascii() else _FAR.sub(_escaped, text)) + "\n"


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def utc(at: datetime | None) -> str | None:
    """An instant in ISO 8601, UTC, to the second."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at is not None else None


class _Ground(TypedDict):
    engine: documents.Engine | None
    holds: list[documents.Hold]
    slots: documents.Slots | None
    next_spawn: documents.NextSpawn | None


def _ground(ground: Ground, at: str) -> _Ground:
    """What the engine says; without a run there is nothing to say.

    An engine that will not begin, or shows no sign of life, is an outage that holds.
    """
    engine, after = ground.engine, ground.next
    return _Ground(
        engine=None
        if engine is None
        else documents.Engine(
            pid=engine.pid,
            since=utc(engine.since) or "",
            state_dir=engine.state_dir,
            version=engine.version,
        ),
        holds=[
            documents.Hold(
                kind=halt.kind,
                by=halt.by or None,
                since=utc(halt.since) or "",
                until=utc(halt.until),
                because=halt.because,
            )
            for halt in ground.halts
        ]
        + _outage(ground.stale, at),
        slots=documents.Slots(used=ground.used, allowed=ground.allowed) if ground.tasks else None,
        next_spawn=None
        if after is None
        else documents.NextSpawn(at=utc(after.at), held_by=[*after.held_by]),
    )


def _outage(stale: str, at: str) -> list[documents.Hold]:
    hold = documents.Hold(kind="outage", by="engine", since=at, until=None, because=stale)
    return [hold] if stale else []


def status(frame: Frame) -> documents.Status:
    """The whole frame; every key is there, unknown is null, every state is counted."""
    mass = frame.mass_stall
    counts = frame.counts
    return documents.Status(
        at=utc(frame.at) or "",
        scope=documents.Scope(since=utc(frame.scope.since), repository=frame.scope.repository),
        counts={state.value: counts[state] for state in ORDER},
        tokens=tokens(frame.tokens),
        quota=[
            documents.Quota(
                window=one.window,
                fraction=one.fraction,
                resets_at=utc(one.resets_at),
                source=one.source,
                observed_at=utc(one.observed_at) or "",
            )
            for one in frame.quota
        ],
        **_ground(frame.ground, utc(frame.at) or ""),
        mass_stall=None
        if mass is None
        else documents.MassStall(
            since=utc(mass.since) or "",
            agents=list(mass.keys),
            suspended=mass.suspended,
            because=mass.because,
        ),
        unread=documents.Unread(lines=frame.unread.lines, files=frame.unread.files),
        agents=[agent(one, frame.at) for one in frame.agents],
    )


def agent(one: Agent, at: datetime | None) -> documents.Agent:
    """One row."""
    found, progress = one.diagnosis, one.progress_at
    still = int((at - progress).total_seconds()) if at and progress else None
    return documents.Agent(
        key=one.key,
        kind=one.kind,
        session_id=one.id.session_id or None,
        agent_id=one.id.agent_id or None,
        name=one.name,
        agent_type=one.agent_type,
        parent=one.parent,
        state=found.state,
        cause=found.cause,
        because=found.because,
        revived=found.revived,
        last_progress_at=utc(progress),
        quiet_s=max(0, still) if still is not None else None,
        last_action=one.last_action or None,
        tokens=tokens(one.tokens),
        context_tokens=one.context_tokens,
        model=one.model,
        cwd=one.cwd,
        branch=one.branch,
        worktree=one.worktree,
        pull_request=None,
        claims=_claims(one.claims),
        task=one.task,
        checkpointed=one.saving.has_checkpoint if one.saving is not None else None,
        tokens_at_risk=one.saving.at_risk if one.saving is not None else None,
    )


def _claims(found: Claims | None) -> documents.Claims | None:
    """What its status file says, if it has one."""
    if found is None:
        return None
    return documents.Claims(
        status=found.status,
        progress=found.progress,
        phase=found.phase,
        milestone=found.milestone,
        updated_at=utc(found.updated_at),
        anomaly=found.anomaly,
    )


def tokens(found: Tokens) -> documents.Tokens:
    """All four kinds."""
    return documents.Tokens(
        input_tokens=found.input_tokens,
        output_tokens=found.output_tokens,
        cache_creation_input_tokens=found.cache_creation_input_tokens,
        cache_read_input_tokens=found.cache_read_input_tokens,
    )
