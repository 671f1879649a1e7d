"""A screen as rows of text with their ink, free of Textual."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual._context import visible_screen_stack
from textual.app import App

DIM = 0.6
"""How much of its colour a dim letter keeps; the rest is its background."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """How a run of cells is painted; colours as #rrggbb."""

    fg: str
    bg: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Neighbouring cells of one row in one ink."""

    text: str
    ink: Ink


Row = tuple[Run, ...]


def screen_rows(app: App[Any]) -> tuple[Row, ...]:
    """Give what the running app shows now, the screens behind a translucent one included."""
    visible_screen_stack.set(app._background_screens)  # noqa: SLF001 - as App.export_screenshot does
    strips = app.screen._compositor.render_strips(app.size)  # noqa: SLF001 - leaves dirty regions be
    theme = app.ansi_theme
    return tuple(_row(tuple(strip), theme=theme) for strip in strips)


def _row(segments: Sequence[Segment], *, theme: TerminalTheme) -> Row:
    """Give one line of segments as runs, equal neighbours merged."""
    shown = [segment for segment in segments if segment.text and not segment.control]
    inks = [(segment.text, _ink(segment.style or Style.null(), theme)) for segment in shown]
    return merged(inks)


def merged(pieces: Sequence[tuple[str, Ink]]) -> Row:
    """Letters with their inks as runs."""
    grouped = groupby(pieces, key=itemgetter(1))
    return tuple(Run(text="".join(text for text, _ in group), ink=ink) for ink, group in grouped)


@lru_cache(maxsize=4096)
def _ink(style: Style, theme: TerminalTheme) -> Ink:
    fg = _hex(style.color or Color.default(), theme, is_letter=True)
    bg = _hex(style.bgcolor or Color.default(), theme, is_letter=False)
    if style.reverse:
        fg, bg = bg, fg
    if style.dim:
        fg = blended(fg, bg, DIM)
    if style.conceal:
        fg = bg
    return Ink(
        fg=fg,
        bg=bg,
        bold=bool(style.bold),
        italic=bool(style.italic),
        underline=bool(style.underline or style.underline2),
        strike=bool(style.strike),
    )


def _hex(color: Color, theme: TerminalTheme, *, is_letter: bool) -> str:
    return color.get_truecolor(theme, foreground=is_letter).hex


def blended(over: str, under: str, share: float) -> str:
    """Give `share` of one colour laid over another."""
    channels = [
        round(int(under[at:to], 16) + (int(over[at:to], 16) - int(under[at:to], 16)) * share)
        for at, to in pairwise((1, 3, 5, 7))
    ]
    return "#" + "".join(f"{channel:02x}" for channel in channels)
