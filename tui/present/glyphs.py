"""One glyph a state with an ASCII twin, and what else a terminal can or cannot draw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.model.diagnosis import State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

_ORDER = (
    State.QUOTA,
    State.FAILED,
    State.NEEDS_YOU,
    State.STALLED,
    State.RETRYING,
    State.UNPROVEN,
    State.UNKNOWN,
    State.QUIET,
    State.WORKING,
    State.STARTING,
    State.QUEUED,
    State.DONE,
)
_TWINS = str.maketrans(
    {
        "…": ".",
        "·": "-",
        "—": "-",
        "–": "-",
        "─": "-",
        "━": "=",
        "╸": "=",
        "│": "|",
        "▌": "|",
        "↑": "^",
        "↓": "v",
        "→": ">",
        "↵": "/",
        "†": "^",
        "▸": ">",
        "■": "#",
        "●": "*",
        "×": "x",
        "⏎": "/",
        "’": "'",
        "“": '"',
        "”": '"',
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyphs:
    """What is drawn where a letter does not do."""

    states: Mapping[State, str]
    burnt: str
    burning: str
    fuse: str
    steps: str
    """From the lowest part of a cell to nearly all of it."""
    unsaved: str = "†"
    """An agent at work that has written no checkpoint: what it has done may die with it."""
    solid: str = " "
    """A full cell of an area."""
    is_painted: bool = True
    """Bars are ground in colour; else they are letters."""
    is_ascii: bool = False


UNICODE = Glyphs(
    states=dict(zip(_ORDER, "■×?▲↻◇~○●··✓", strict=True)),
    burnt="━",
    burning="╸",
    fuse="─",
    steps="▁▂▃▄▅▆▇",
)
ASCII = Glyphs(
    states=dict(zip(_ORDER, "#x?!r%~o*..+", strict=True)),
    burnt="=",
    burning="=",
    fuse="-",
    steps="",
    unsaved="^",
    solid="#",
    is_painted=False,
    is_ascii=True,
)
COLOURLESS = replace(UNICODE, solid="█", is_painted=False)
"""Where no colour is wanted there is no ground to paint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How this terminal and this person want to be spoken to."""

    glyphs: Glyphs = UNICODE
    is_smooth: bool = True
    """Gradients can be seen: the terminal has true colour."""
    zone: tzinfo | None = None
    """None: where the person is."""
    home: str = ""
    """Shown as ~ at the start of a path."""

    def path(self, path: str) -> str:
        """Give a path as people write it."""
        if self.home and (path == self.home or path.startswith(self.home.rstrip("/") + "/")):
            return "~" + path[len(self.home.rstrip("/")) :]
        return path


def glyphs_for(choice: str, environment: Mapping[str, str]) -> Glyphs:
    """Give the glyphs for a choice of auto, unicode or ascii, and for the wish of no colour.

    >>> glyphs_for("auto", {"LANG": "en_US.UTF-8"}) is UNICODE
    True
    >>> glyphs_for("auto", {"LC_ALL": "C", "LANG": "en_US.UTF-8"}) is ASCII
    True
    >>> glyphs_for("auto", {"LANG": "en_US.UTF-8", "TERM": "linux"}) is ASCII
    True
    >>> glyphs_for("unicode", {"LC_ALL": "C"}) is UNICODE
    True
    """
    letters = COLOURLESS if "NO_COLOR" in environment else UNICODE
    if choice in ("unicode", "ascii"):
        return ASCII if choice == "ascii" else letters
    if environment.get("TERM") in ("dumb", "linux"):
        return ASCII
    names = (environment.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next((name for name in names if name), "")
    return letters if "utf-8" in locale.lower() or "utf8" in locale.lower() else ASCII


def plain(text: str) -> str:
    """Give text of ASCII letters only, one letter for one.

    >>> plain("30 agents · worst first… é")
    '30 agents - worst first. ?'
    """
    if text.isascii():
        return text
    return text.translate(_TWINS).encode("ascii", "replace").decode("ascii")
