"""An agent as a row of words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.model.diagnosis import NEEDS_A_LOOK, State, needs_a_look
from tui.present.numbers import short
from tui.present.spans import Mix, Span, Tone, tone_of
from tui.present.times import ago, since
from tui.present.view.columns import Column

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.agent import Agent
    from tui.present.glyphs import Manner
    from tui.present.spans import Shade
    from tui.present.view.columns import Slot

Cell = tuple[Span, ...]

WORDS = {
    State.QUOTA: "QUOTA",
    State.FAILED: "FAILED",
    State.NEEDS_YOU: "NEEDS YOU",
    State.STALLED: "STALLED",
    State.RETRYING: "RETRYING",
    State.UNPROVEN: "UNPROVEN",
    State.UNKNOWN: "unknown",
    State.QUIET: "quiet",
    State.WORKING: "working",
    State.STARTING: "starting",
    State.QUEUED: "queued",
    State.DONE: "done",
}
"""Loud where somebody should look."""

_CALM = frozenset({State.DONE, State.QUEUED, State.STARTING})
_SAYS_WHY = (NEEDS_A_LOOK - {State.STALLED}) | {State.UNKNOWN, State.QUEUED, State.STARTING}
"""States that their last action does not explain."""
_FAMILY = re.compile(r"(opus|sonnet|haiku)-?(\d+)?(?:-(\d{1,2}))?(?!\d)")
_HALF = 0.5
_SHADES = 16


def row(
    agent: Agent, at: datetime | None, manner: Manner, slots: tuple[Slot, ...]
) -> tuple[Cell, ...]:
    """Give the words of each column."""
    return tuple(_cell(agent, at, manner, slot) for slot in slots)


def model_name(model: str | None) -> str:
    """Give a model's name without what all of them share.

    >>> model_name("claude-sonnet-4-5-20250929"), model_name("claude-opus-4-20250514")
    ('sonnet 4.5', 'opus 4')
    >>> model_name("<synthetic>"), model_name(None)
    ('<synthetic>', '')
    """
    if not model:
        return ""
    found = _FAMILY.search(model)
    if not found:
        return model.removeprefix("claude-")
    version = ".".join(part for part in found.groups()[1:] if part)
    return f"{found[1]} {version}".rstrip()


def fuse(agent: Agent, at: datetime | None, width: int, manner: Manner) -> Cell:
    """Give the fuse: how much of the time until a stall has burnt."""
    silence = since(agent.progress_at, at)
    if silence is None or _is_calm(agent):
        return ()
    share = min(max(silence, 0) / max(agent.limit_s, 1), 1.0)
    halves = round(share * width * 2)
    full, half = divmod(halves, 2)
    burnt = manner.glyphs.burnt * full + manner.glyphs.burning * half
    rest = manner.glyphs.fuse * (width - full - half)
    return (Span(burnt, _heat(agent, share, manner)), Span(rest, Tone.TRACK))


def _heat(agent: Agent, share: float, manner: Manner) -> Shade:
    """Give the colour of a fuse: from calm to stalled, smoothly where that can be seen."""
    if not manner.is_smooth or needs_a_look(agent.diagnosis):
        return tone_of(agent.diagnosis.state)
    if share < _HALF:
        return Mix(Tone.WORKING, Tone.QUIET, _step(share / _HALF))
    return Mix(Tone.QUIET, Tone.STALLED, _step(share / _HALF - 1))


def _step(amount: float) -> float:
    """Give one of a few shades: one for every instant would be drawn, and kept, at each."""
    return round(amount * _SHADES) / _SHADES


def _cell(agent: Agent, at: datetime | None, manner: Manner, slot: Slot) -> Cell:
    state = agent.diagnosis.state
    tone = tone_of(state)
    is_calm = _is_calm(agent)
    match slot.column:
        case Column.STATE_GLYPH:
            return (Span(manner.glyphs.states[state], tone),)
        case Column.STATE:
            return (word(agent),)
        case Column.NAME:
            return (Span(agent.name or agent.key, _weight(agent)),)
        case Column.MODEL:
            return (Span(model_name(agent.model), Tone.FAINT if is_calm else Tone.MUTED),)
        case Column.FUSE:
            return fuse(agent, at, slot.width, manner)
        case Column.QUIET:
            return _quiet(agent, at)
        case Column.ACTION:
            return _action(agent)
        case Column.TOKENS:
            return (_amount(agent.tokens.total, is_calm=is_calm),)
        case Column.CONTEXT:
            return (_amount(agent.context_tokens or 0, is_calm=is_calm),)
        case _:
            return (Span(agent.branch or "", Tone.FAINT if is_calm else Tone.MUTED),)


def word(agent: Agent) -> Span:
    """Give the word of a state: loud where somebody should look."""
    state = agent.diagnosis.state
    if needs_a_look(agent.diagnosis) or state in (State.QUIET, State.DONE):
        return Span(WORDS[state], tone_of(state))
    return Span(WORDS[state].lower(), Tone.MUTED)


def _is_calm(agent: Agent) -> bool:
    """Whether nothing more is to be expected: it has not begun, is done, or was stopped."""
    state = agent.diagnosis.state
    return state in _CALM or (state in NEEDS_A_LOOK and not needs_a_look(agent.diagnosis))


def _weight(agent: Agent) -> Tone:
    """Give the weight of a name: the eye falls on whom it should look at."""
    if needs_a_look(agent.diagnosis):
        return Tone.STRONG
    return Tone.MUTED if _is_calm(agent) else Tone.PLAIN


def _quiet(agent: Agent, at: datetime | None) -> Cell:
    silence = since(agent.progress_at, at)
    state = agent.diagnosis.state
    if silence is None or state is State.QUEUED:
        return ()
    is_loud = needs_a_look(agent.diagnosis) or state is State.QUIET
    return (Span(ago(silence), tone_of(state) if is_loud else Tone.MUTED),)


def _action(agent: Agent) -> Cell:
    state = agent.diagnosis.state
    words = agent.last_action
    if not words or (state in _SAYS_WHY and agent.diagnosis.because):
        words = agent.diagnosis.because
    tone = tone_of(state) if needs_a_look(agent.diagnosis) else Tone.PLAIN
    if _is_calm(agent):
        tone = Tone.FAINT
    if agent.diagnosis.revived:
        return (Span("revived ", Tone.ACCENT), Span(words, tone))
    return (Span(words, tone),)


def _amount(number: int, *, is_calm: bool) -> Span:
    if not number:
        return Span("—", Tone.FAINT)
    return Span(short(number), Tone.FAINT if is_calm else Tone.MUTED)
