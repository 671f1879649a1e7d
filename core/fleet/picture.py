"""What is known of an agent, put together as a row; which rows are shown, and in which order."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from core.clean import clean
from core.diagnosis.session import parent_of
from core.model.agent import Agent, AgentId, Kind
from core.model.diagnosis import State
from core.model.process import Life
from core.model.tokens import NO_TOKENS, Tokens

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from core.fleet.fold import Known
    from core.model.diagnosis import Diagnosis
    from core.model.frame import Scope
    from core.model.process import Registered
    from core.model.signs import Transcript

SHORT = 8
WORST_FIRST = {state: rank for rank, state in enumerate(State)}


def row(who: AgentId, known: Known, diagnosis: Diagnosis, keys: Mapping[AgentId, str]) -> Agent:
    """One agent as a row."""
    one = known.transcripts[who]
    signs, meta = one.signs, one.meta
    main = known.transcripts.get(who.main)
    entries = known.entries.get(who.session_id, ())
    entry = entries[-1] if entries else None
    cwd = meta.worktree or signs.cwd or (main.signs.cwd if main is not None else "")
    place = known.places.get(cwd)
    names = (one.agent_id, meta.name, meta.description)
    above = parent_of(one)
    return Agent(
        id=who,
        key=keys[who],
        kind=_kind(one),
        name=_name(one, known.names.get(who.session_id, ""), cwd),
        agent_type=meta.agent_type or None,
        parent=keys.get(above) if above is not None else None,
        diagnosis=diagnosis,
        began_at=signs.began_at,
        progress_at=signs.progress_at,
        last_action=signs.steps[-1].text if signs.steps else "",
        tokens=known.tokens.get(one.path, NO_TOKENS),
        context_tokens=signs.context_tokens,
        model=signs.model or meta.model or None,
        cwd=cwd or None,
        branch=(place.branch if place is not None else "") or meta.branch or signs.branch or None,
        worktree=meta.worktree or (place.worktree if place is not None else "") or None,
        repository=(place.repository if place is not None else "") or None,
        path=clean(one.path),
        prompt=signs.prompt,
        steps=signs.steps,
        claims=next((claim for claim in known.claims if claim.agent_id in names), None),
        limit_s=diagnosis.limit_s,
        process=_process(entry),
        unread_lines=one.unread_lines,
    )


def total(agents: Iterable[Agent]) -> Tokens:
    """Tokens of all rows; each message is counted in one of them."""
    return sum((agent.tokens for agent in agents), NO_TOKENS)


def _kind(one: Transcript) -> Kind:
    if not one.agent_id:
        return Kind.MAIN
    return Kind.TEAMMATE if one.meta.teammate else Kind.SUBAGENT


def _name(one: Transcript, registered: str, cwd: str) -> str:
    """Its own name; a main agent has one from the client, or that of its folder."""
    meta = one.meta
    if one.agent_id:
        return meta.name or meta.description or meta.agent_type or one.agent_id
    folder = cwd.rstrip("/").rpartition("/")[2] or "session"
    return one.signs.title or registered or f"{folder}-{one.session_id[:4]}"


def _process(entry: Registered | None) -> str:
    if entry is None:
        return "no live process registered"
    words = {Life.ALIVE: "alive", Life.GONE: "gone", Life.UNKNOWN: "not known here"}
    return f"pid {entry.pid}, {words[entry.life]}"


def keys_of(agents: Iterable[AgentId]) -> dict[AgentId, str]:
    """Short keys, the whole session id where its beginning is not its own."""
    agents = list(agents)
    begins = Counter(session[:SHORT] for session in {who.session_id for who in agents})
    keys = {}
    for who in agents:
        short = who.session_id[:SHORT]
        session = short if begins[short] == 1 else who.session_id
        keys[who] = f"{session}/{who.agent_id}" if who.agent_id else session
    return keys


def in_scope(
    agents: Iterable[Agent], scope: Scope, lively: Collection[str] = ()
) -> tuple[Agent, ...]:
    """Rows of sessions with activity since the scope's beginning, in its repository.

    `lively` are sessions that count as active although nothing was written.
    """
    agents = tuple(agents)
    since = scope.since
    active = {
        agent.id.session_id
        for agent in agents
        if since is None or (agent.progress_at is not None and agent.progress_at >= since)
    }
    active.update(lively)
    return tuple(
        agent
        for agent in agents
        if agent.id.session_id in active
        and (
            scope.repository is None
            or scope.repository in (agent.repository, agent.worktree, agent.cwd)
        )
    )


def badness(row: Agent) -> tuple[int, float, int, str]:
    """Worst state first; within one state the one that has been still for longest."""
    stopped = row.diagnosis.cause == "stopped"
    rank = WORST_FIRST[State.DONE if stopped else row.diagnosis.state]
    still_since = row.progress_at.timestamp() if row.progress_at else 0.0
    return rank, still_since, row.place, row.key
