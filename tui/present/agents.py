"""An agent as a row of words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from core.model.diagnosis import NEEDS_A_LOOK, State, needs_a_look
from tui.present.numbers import short
from tui.present.spans import Mix, Span, Tone, tone_of
from tui.present.times import ago, since
from tui.present.view.columns import Column

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from core.model.agent import Agent
    from core.model.diagnosis import Diagnosis
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


class Mood(NamedTuple):
    """What the state of an agent means for all words of its row."""

    tone: Tone
    is_calm: bool
    """Nothing more is to be expected: it has not begun, is done, or was stopped."""
    is_loud: bool
    """Somebody should look."""

    @property
    def plain(self) -> Tone:
        """The tone of what is said of it."""
        return Tone.MUTED if self.is_calm else Tone.PLAIN

    @property
    def muted(self) -> Tone:
        """The tone of what stands beside."""
        return Tone.FAINT if self.is_calm else Tone.MUTED


def row(
    agent: Agent, at: datetime | None, manner: Manner, slots: tuple[Slot, ...]
) -> tuple[Cell, ...]:
    """Give the words of each column."""
    felt = mood(agent.diagnosis)
    return tuple([_CELLS[slot.column](agent, at, manner, felt, slot.width) for slot in slots])


def mood(diagnosis: Diagnosis) -> Mood:
    """Give what a diagnosis means for the eye."""
    state, is_loud = diagnosis.state, needs_a_look(diagnosis)
    return Mood(tone_of(state), state in _CALM or (state in NEEDS_A_LOOK and not is_loud), is_loud)


@lru_cache(maxsize=256)
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


def word(agent: Agent) -> Span:
    """Give the word of a state: loud where somebody should look."""
    state = agent.diagnosis.state
    if needs_a_look(agent.diagnosis) or state in (State.QUIET, State.DONE):
        return Span(WORDS[state], tone_of(state))
    return Span(WORDS[state].lower(), Tone.MUTED)


def _glyph(agent: Agent, _: datetime | None, manner: Manner, felt: Mood, __: int) -> Cell:
    return (Span(manner.glyphs.states[agent.diagnosis.state], felt.tone),)


def _word(agent: Agent, *_: object) -> Cell:
    return (word(agent),)


def _unsaved(agent: Agent, _: datetime | None, manner: Manner, felt: Mood, __: int) -> Cell:
    return (Span(manner.glyphs.unsaved, felt.muted),) if agent.is_unsaved else ()


def _name(agent: Agent, _: datetime | None, __: Manner, felt: Mood, ___: int) -> Cell:
    """Give the name in the weight that leads the eye to whom it should look at."""
    tone = Tone.STRONG if felt.is_loud else felt.plain
    return (Span(agent.name or agent.key, tone),)


def _model(agent: Agent, _: datetime | None, __: Manner, felt: Mood, ___: int) -> Cell:
    return (Span(model_name(agent.model), felt.muted),)


def _fuse(agent: Agent, at: datetime | None, manner: Manner, felt: Mood, width: int) -> Cell:
    """Give the fuse: how much of the time until a stall has burnt."""
    silence = since(agent.progress_at, at)
    if silence is None or felt.is_calm:
        return ()
    share = min(max(silence, 0) / max(agent.limit_s, 1), 1.0)
    halves = round(share * width * 2)
    full, half = divmod(halves, 2)
    burnt = manner.glyphs.burnt * full + manner.glyphs.burning * half
    rest = manner.glyphs.fuse * (width - full - half)
    return (Span(burnt, _heat(share, manner, felt)), Span(rest, Tone.TRACK))


def _heat(share: float, manner: Manner, felt: Mood) -> Shade:
    """Give the colour of a fuse: from calm to stalled, smoothly where that can be seen."""
    if not manner.is_smooth or felt.is_loud:
        return felt.tone
    if share < _HALF:
        return Mix(Tone.WORKING, Tone.QUIET, _step(share / _HALF))
    return Mix(Tone.QUIET, Tone.STALLED, _step(share / _HALF - 1))


def _step(amount: float) -> float:
    """Give one of a few shades: one for every instant would be drawn, and kept, at each."""
    return round(amount * _SHADES) / _SHADES


def _quiet(agent: Agent, at: datetime | None, _: Manner, felt: Mood, __: int) -> Cell:
    silence = since(agent.progress_at, at)
    state = agent.diagnosis.state
    if silence is None or state is State.QUEUED:
        return ()
    is_loud = felt.is_loud or state is State.QUIET
    return (Span(ago(silence), felt.tone if is_loud else Tone.MUTED),)


def _action(agent: Agent, _: datetime | None, __: Manner, felt: Mood, ___: int) -> Cell:
    words = agent.last_action
    if not words or (agent.diagnosis.state in _SAYS_WHY and agent.diagnosis.because):
        words = agent.diagnosis.because
    tone = Tone.FAINT if felt.is_calm else felt.tone if felt.is_loud else Tone.PLAIN
    if agent.diagnosis.revived:
        return (Span("revived ", Tone.ACCENT), Span(words, tone))
    return (Span(words, tone),)


def _tokens(agent: Agent, _: datetime | None, __: Manner, felt: Mood, ___: int) -> Cell:
    return (_amount(agent.tokens.total, felt),)


def _context(agent: Agent, _: datetime | None, __: Manner, felt: Mood, ___: int) -> Cell:
    return (_amount(agent.context_tokens or 0, felt),)


def _branch(agent: Agent, _: datetime | None, __: Manner, felt: Mood, ___: int) -> Cell:
    return (Span(agent.branch or "", felt.muted),)


def _amount(number: int, felt: Mood) -> Span:
    return Span(short(number), felt.muted) if number else Span("—", Tone.FAINT)


_CELLS: dict[Column, Callable[[Agent, datetime | None, Manner, Mood, int], Cell]] = {
    Column.STATE_GLYPH: _glyph,
    Column.STATE: _word,
    Column.UNSAVED: _unsaved,
    Column.NAME: _name,
    Column.MODEL: _model,
    Column.FUSE: _fuse,
    Column.QUIET: _quiet,
    Column.ACTION: _action,
    Column.TOKENS: _tokens,
    Column.CONTEXT: _context,
    Column.BRANCH: _branch,
}
"""What each column says of an agent, at an instant, in a manner, in so many cells."""
