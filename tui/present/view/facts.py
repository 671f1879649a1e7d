"""One agent as a page: what it is, why it is judged so, and the facts."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from core.model.agent import Kind
from core.model.diagnosis import needs_a_look
from tui.present.agents import model_name, word
from tui.present.numbers import percent, short
from tui.present.spans import Line, Span, Tone, tone_of
from tui.present.times import ago, since, when

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.agent import Agent
    from tui.present.glyphs import Manner

_LABEL = 10


def title(agent: Agent, manner: Manner) -> Line:
    """Give the line above an agent's page: glyph, name, word."""
    state = agent.diagnosis.state
    spans = [
        Span(f"{manner.glyphs.states[state]} ", tone_of(state)),
        Span(agent.name or agent.key, Tone.STRONG),
        Span("  "),
        word(agent),
    ]
    if agent.diagnosis.revived:
        spans.append(Span("  revived", Tone.ACCENT))
    return Line(tuple(spans))


def why(agent: Agent, at: datetime | None) -> tuple[Line, ...]:
    """Give the reasons of a diagnosis: the sentence, the cause, the silence and its limit."""
    state = agent.diagnosis.state
    tone = tone_of(state) if needs_a_look(agent.diagnosis) else Tone.PLAIN
    because = agent.diagnosis.because
    sentence = f"{because[:1].upper()}{because[1:]}{'' if because.endswith('.') else '.'}"
    silence = since(agent.progress_at, at)
    lines = [Line((Span(sentence, tone),), hang=0)]
    details = f"cause {agent.diagnosis.cause.value}"
    if silence is not None:
        details += f" · quiet for {ago(silence)} · stalled from {ago(agent.limit_s)}"
    lines.append(Line((Span(details, Tone.FAINT),), hang=0))
    if claims := agent.claims:
        said = [claims.status or "", claims.phase or "", claims.milestone or ""]
        if claims.progress is not None:
            said.insert(1, percent(claims.progress))
        words = " · ".join(part for part in said if part)
        lines.append(Line((Span("It says itself: ", Tone.FAINT), Span(words)), hang=2))
        if claims.finding:
            lines.append(Line((Span(claims.finding, Tone.MUTED),), hang=2))
    return tuple(lines)


def facts(
    agent: Agent, at: datetime | None, manner: Manner, *, is_short: bool = False
) -> tuple[Line, ...]:
    """Give what is known, a line a fact; what is not known has no line."""
    tokens = agent.tokens
    cached = tokens.cache_read_input_tokens + tokens.cache_creation_input_tokens
    spent = (
        f"{short(tokens.total)}   {short(cached)} cached"
        f" · {short(tokens.input_tokens)} in · {short(tokens.output_tokens)} out"
    )
    rows = [
        ("brief", agent.prompt),
        ("model", model_name(agent.model)),
        ("tokens", spent if tokens.total else ""),
        ("saved", _saved(agent, manner)),
        ("context", f"{short(agent.context_tokens)} tokens" if agent.context_tokens else ""),
        ("branch", agent.branch or ""),
        ("worktree", manner.path(agent.worktree or agent.cwd or "")),
        ("process", agent.process if agent.kind is not Kind.REPORTED else ""),
        ("began", _began(agent, at, manner)),
    ]
    if not is_short:
        rows += _identity(agent, manner)
    return tuple(
        Line((Span(f"{label:<{_LABEL}}", Tone.FAINT), Span(words)), hang=_LABEL)
        for label, words in rows
        if words
    )


def _saved(agent: Agent, manner: Manner) -> str:
    """Say what would outlive an agent of ours that is at work, and the price of the rest."""
    if agent.saving is None:
        return ""
    kept = f"{manner.glyphs.unsaved} no checkpoint yet" if agent.is_unsaved else "has a checkpoint"
    risk = agent.saving.at_risk
    return f"{kept}, {short(risk)} tokens at risk" if risk else kept


def _began(agent: Agent, at: datetime | None, manner: Manner) -> str:
    if not agent.began_at or not at:
        return ""
    age = ago(since(agent.began_at, at) or 0)
    return f"{when(agent.began_at, at, manner.zone)}, {age} ago"


def _identity(agent: Agent, manner: Manner) -> list[tuple[str, str]]:
    return [
        ("kind", " · ".join(part for part in (agent.kind.value, agent.agent_type) if part)),
        ("parent", agent.parent or ""),
        ("session", agent.id.session_id),
        ("agent id", agent.id.agent_id),
        ("file", manner.path(agent.path)),
        ("unread", f"{agent.unread_lines} lines" if agent.unread_lines else ""),
    ]


def resume_command(agent: Agent) -> str:
    """Give the command that goes on with an agent's session, if it is known.

    >>> from core.model.agent import Agent, AgentId
    >>> who = AgentId("6f1c2a9e", "a3")
    >>> resume_command(Agent(id=who, key="6f1c", kind=Kind.SUBAGENT, name="x", cwd="/my src"))
    "cd '/my src' && claude --resume 6f1c2a9e"
    """
    return resuming(agent.id.session_id, agent.cwd) if agent.id.session_id else ""


def resuming(session_id: str, folder: str | None) -> str:
    """Give the command that goes on with a session in its folder."""
    command = f"claude --resume {shlex.quote(session_id)}"
    return f"cd {shlex.quote(folder)} && {command}" if folder else command
