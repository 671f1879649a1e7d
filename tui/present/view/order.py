"""The order of rows: worst first or by a column, in groups or not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.model.diagnosis import Cause, State
from tui.present.view.wishes import Group, Grouping, Ordering, Sort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from core.model.agent import Agent


_BADNESS = {state: place for place, state in enumerate(State)}
_LAST = 1 << 40
_REST = timedelta(seconds=2)
"""How long the cursor must have rested before rows may change places."""
_PACE = timedelta(seconds=1)
"""Rows change places at most this often."""


def ranks(agents: Iterable[Agent], ordering: Ordering) -> dict[str, int]:
    """Give each agent's place, by key."""
    ordered = sorted(agents, key=_RULES[ordering.sort], reverse=ordering.is_reversed)
    return {agent.key: place for place, agent in enumerate(ordered)}


def may_rank(at: datetime | None, ranked: datetime | None, touched: datetime | None) -> bool:
    """Whether rows may change places now: not under a moving finger, and not all the time."""
    if at is None or ranked is None or at < ranked:
        return True
    return at - ranked >= _PACE and (touched is None or at - touched >= _REST)


def arrange(
    agents: Mapping[str, Agent], places: Mapping[str, int], ordering: Ordering
) -> list[str | Group]:
    """Give the rows: keys by place, those without a place last, under their groups if wanted."""
    keys = sorted(agents, key=lambda key: places.get(key, _LAST))
    if ordering.grouping is Grouping.NONE:
        return list(keys)
    groups: dict[str, list[str]] = {}
    for key in keys:
        groups.setdefault(_group_of(agents[key], ordering.grouping), []).append(key)
    rows: list[str | Group] = []
    for found in groups.values():
        name = _name_of([agents[key] for key in found], ordering.grouping)
        rows += [Group(name, tuple(found)), *found]
    return rows


def _group_of(agent: Agent, grouping: Grouping) -> str:
    if grouping is Grouping.SESSION:
        return agent.id.session_id
    return agent.repository or agent.cwd or ""


def _name_of(agents: list[Agent], grouping: Grouping) -> str:
    if grouping is Grouping.REPOSITORY:
        return agents[0].repository or agents[0].cwd or "no folder"
    main = next((agent for agent in agents if not agent.id.agent_id), None)
    short = agents[0].id.session_id[:8]
    return f"{main.name} · {short}" if main and main.name != short else f"session {short}"


def _worst(agent: Agent) -> tuple[int, float, int, str]:
    """Give the badness, then the longest silence; a child that was stopped is no problem."""
    badness = _BADNESS[agent.diagnosis.state]
    if agent.diagnosis.cause is Cause.STOPPED:
        badness = _BADNESS[State.DONE]
    return badness, _silent_since(agent), agent.place, agent.key


def _silent_since(agent: Agent) -> float:
    return agent.progress_at.timestamp() if agent.progress_at else float(_LAST)


_RULES: dict[Sort, Callable[[Agent], tuple[object, ...]]] = {
    Sort.WORST: _worst,
    Sort.NAME: lambda agent: (agent.name.lower(), agent.key),
    Sort.QUIET: lambda agent: (_silent_since(agent), agent.key),
    Sort.TOKENS: lambda agent: (-agent.tokens.total, agent.key),
    Sort.CONTEXT: lambda agent: (-(agent.context_tokens or 0), agent.key),
    Sort.MODEL: lambda agent: (agent.model or "~", _worst(agent)),
    Sort.BRANCH: lambda agent: (agent.branch or "~", _worst(agent)),
}
