"""One agent as the document `groundstop.agent/1`, and as a plain page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.present.glyphs import Manner
from tui.present.times import clock
from tui.present.view.facts import facts, why
from tui.twins import documents
from tui.twins.status import agent as row
from tui.twins.status import utc

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from core.model.agent import Agent
    from core.model.frame import Frame
    from tui.present.spans import Line

NAME = 34


def named(agents: Sequence[Agent], word: str) -> list[Agent]:
    """Give all that a word may mean: a key, a name, an id, or the beginning of an id.

    What it means exactly goes before what it begins; a session means its main agent.
    """
    rules = (
        lambda one: word == one.key,
        lambda one: word in (one.id.agent_id, _own_session(one)),
        lambda one: word == one.name,
        lambda one: _own_session(one).startswith(word),
        lambda one: one.id.agent_id.startswith(word) or one.key.startswith(word),
        lambda one: one.name.casefold().startswith(word.casefold()),
    )
    for holds in rules:
        if found := [one for one in agents if holds(one)]:
            return found
    return []


def shown(one: Agent, at: datetime | None, unread: Sequence[int]) -> documents.AgentShown:
    """The document."""
    return documents.AgentShown(
        at=utc(at) or "",
        agent=row(one, at),
        prompt=one.prompt,
        process=one.process,
        transcript=one.path,
        stall_limit_s=one.limit_s,
        steps=[documents.Step(at=utc(step.at) or "", text=step.text) for step in one.steps],
        unread_lines=one.unread_lines,
        unread_offsets=list(unread),
    )


def page(one: Agent, at: datetime | None, *, home: str = "", zone: tzinfo | None = None) -> str:
    """Everything that is known of one agent, for people."""
    manner = Manner(home=home, zone=zone)
    state = one.diagnosis.state.value.replace("_", " ")
    revived = ", revived" if one.diagnosis.revived else ""
    lines = [f"{one.name or one.key}  {one.key}: {state}{revived}"]
    lines += [_words(line) for line in why(one, at)]
    lines += ["", *(_words(line) for line in facts(one, at, manner))]
    if one.steps:
        lines.append("")
        lines += [f"{clock(step.at, zone, seconds=True)}  {step.text}" for step in one.steps]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def names(frame: Frame) -> str:
    """Every agent's key, name and state, worst first."""
    agents = frame.agents
    width = max((len(one.key) for one in agents), default=0)
    lines = [
        f"{one.key:<{width}}  {_cut(one.name):<{NAME}}  "
        f"{one.diagnosis.state.value.replace('_', ' ')}"
        for one in agents
    ]
    return "".join(line.rstrip() + "\n" for line in lines)


def _own_session(one: Agent) -> str:
    """The session id, for its main agent alone."""
    return one.id.session_id if not one.id.agent_id else ""


def _words(line: Line) -> str:
    return "".join(span.text for span in line.left)


def _cut(text: str) -> str:
    return text if len(text) <= NAME else text[: NAME - 1] + "…"
