"""A frame as Markdown for issues and as text for chat, each with its date, zone and scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.present.numbers import count, short
from tui.present.times import ago, clock, day
from tui.twins.plain import line, plain

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from core.model.agent import Agent
    from core.model.frame import Frame

HEADINGS = ("state", "agent", "quiet for", "last action", "tokens", "branch")


def caption(frame: Frame, zone: tzinfo | None = None) -> str:
    """Date, zone, scope and the age of what is shown."""
    if frame.at is None:
        return "groundstop"
    local = frame.at.astimezone(zone)
    scope = frame.scope.repository or "the whole machine"
    newest = frame.newest_at
    age = (
        f"newest record {ago((frame.at - newest).total_seconds())} old" if newest else "no records"
    )
    when = f"{day(frame.at, zone)} {clock(frame.at, zone, seconds=True)} {local.tzname() or ''}"
    return f"groundstop · {when.strip()} · {scope} · {age}"


def markdown(frame: Frame, zone: tzinfo | None = None) -> str:
    """A table of all agents, worst first."""
    rows = [HEADINGS, tuple("---" for _ in HEADINGS)]
    rows += [_cells(agent, frame.at) for agent in frame.agents]
    head = f"**{count(len(frame.agents), 'agent')}**: {line(frame)}"
    lines = [head, "", *("| " + " | ".join(row) + " |" for row in rows)]
    if frame.mass_stall is not None:
        lines += ["", f"Mass stall: {literal(frame.mass_stall.because)}"]
    return "\n".join([*lines, "", f"_{literal(caption(frame, zone))}_", ""])


def chat(frame: Frame, zone: tzinfo | None = None) -> str:
    """Plain text with its caption."""
    return f"{plain(frame, zone)}\n{caption(frame, zone)}\n"


def _cells(agent: Agent, at: datetime | None) -> tuple[str, ...]:
    still = (at - agent.progress_at).total_seconds() if at and agent.progress_at else None
    return (
        agent.diagnosis.state.value.replace("_", " "),
        literal(agent.name),
        ago(still) if still is not None else "",
        literal(agent.last_action),
        short(agent.tokens.total) if agent.tokens.total else "",
        literal(agent.branch or ""),
    )


def literal(text: str) -> str:
    """Text that Markdown takes as it stands."""
    for letter in "\\`*_{}[]<>|#":
        text = text.replace(letter, "\\" + letter)
    return text.replace("@", "@\u2060")
