"""Words with a tone: what every presenter gives and every line widget paints."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from core.model.diagnosis import State


class Tone(StrEnum):
    """What a word means to the eye; the values of states are their own tones."""

    PLAIN = "plain"
    STRONG = "strong"
    MUTED = "muted"
    FAINT = "faint"
    RULE = "rule"
    TRACK = "track"
    """The empty part of a bar."""
    GROUND = "ground"
    """The colour of the page, where a gradient begins."""
    HEADING = "heading"
    ACCENT = "accent"
    KEY = "key"
    BUTTON = "button"
    OFF = "off"
    """A key that is of no use now."""
    READ = "read"
    WRITTEN = "written"
    OUTPUT = "output"
    INPUT = "input"
    QUOTA = "quota"
    FAILED = "failed"
    NEEDS_YOU = "needs_you"
    STALLED = "stalled"
    RETRYING = "retrying"
    UNPROVEN = "unproven"
    UNKNOWN = "unknown"
    QUIET = "quiet"
    WORKING = "working"
    STARTING = "starting"
    QUEUED = "queued"
    DONE = "done"


TONES = frozenset(f"tone--{tone}" for tone in Tone)
"""What the sheets call the tones; every room has them once, for all its widgets."""


class Mix(NamedTuple):
    """A colour on the way from one tone to another."""

    start: Tone
    end: Tone
    amount: float


Shade = Tone | Mix


class Span(NamedTuple):
    """Some words in one tone, on a ground of their own or on the page."""

    text: str
    tone: Shade = Tone.PLAIN
    on: Shade | None = None
    action: str = ""
    """What a click on it does."""


class Line(NamedTuple):
    """One line: words from the left, and words that hold on to the right edge."""

    left: tuple[Span, ...] = ()
    right: tuple[Span, ...] = ()
    hang: int | None = None
    """Set where the line may wrap: how far later lines are indented."""


_TONES = {state: Tone(state.value) for state in State}


def tone_of(state: State) -> Tone:
    """Give the tone of a state."""
    return _TONES[state]
