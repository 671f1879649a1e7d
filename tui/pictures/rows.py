"""A screen as rows of text with their ink, free of Textual, and of secrets if asked."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from rich.cells import cell_len, set_cell_size
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
    return tuple(row(tuple(strip), theme=theme) for strip in strips)


def row(segments: Sequence[Segment], *, theme: TerminalTheme) -> Row:
    """Give one line of segments as runs, equal neighbours merged."""
    shown = [segment for segment in segments if segment.text and not segment.control]
    inks = [(segment.text, _ink(segment.style or Style.null(), theme)) for segment in shown]
    return _merged(inks)


def redacted(rows: Sequence[Sequence[Run]], redact: Callable[[str], str]) -> tuple[Row, ...]:
    """Give the rows as `redact` leaves their text, each as wide as before, borders in place."""
    return tuple(_redacted(tuple(runs), redact) for runs in rows)


def _redacted(runs: Row, redact: Callable[[str], str]) -> Row:
    before = "".join(run.text for run in runs)
    after = redact(before)
    if after == before:
        return runs
    inks = [run.ink for run in runs for _ in run.text]
    shown = _laid_out(before, after, inks)
    width, text = cell_len(before), "".join(map(itemgetter(0), shown))
    fitting = set_cell_size(text, width)
    inks = [ink for _, ink in shown] + [inks[-1]] * len(fitting)
    return _merged(list(zip(fitting, inks, strict=False)))


def _laid_out(before: str, after: str, inks: Sequence[Ink]) -> list[tuple[str, Ink]]:
    """Give the letters of `after` with inks of `before`; gaps absorb what marks add or save."""
    shown: list[tuple[str, Ink]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, start, end, begin, stop in matcher.get_opcodes():
        is_same = before[start:end] == after[begin:stop]
        if not is_same:
            ink = inks[min(start, len(inks) - 1)]
            shown += [(letter, ink) for letter in after[begin:stop]]
            continue
        for place in range(start, end):
            _keep_place(shown, before, place, inks)
            shown.append((before[place], inks[place]))
    return shown


def _keep_place(shown: list[tuple[str, Ink]], before: str, place: int, inks: Sequence[Ink]) -> None:
    """Bring what is shown so far to the width of `before` where a gap or a border allows it."""
    drift = len(shown) - place
    if drift == 0:
        return
    is_border = bool(_BORDER.match(before, place))
    ends_gap = before[place] != " " and before[max(place - 2, 0) : place] == "  "
    if drift < 0 and (is_border or ends_gap):
        fill = inks[max(place - 1, 0)]
        at = len(shown)
        shown[at:at] = [(" ", fill)] * -drift
    while drift > 0 and shown and (is_border or (ends_gap and _has_room(shown))):
        shown.pop()
        drift -= 1


_BORDER = re.compile("[\u2500-\u259f\U0001fb00-\U0001fbaf]")


def _has_room(shown: Sequence[tuple[str, Ink]]) -> bool:
    """Whether two blanks stand at the end, one of which may go."""
    return [letter for letter, _ in shown[-2:]] == [" ", " "]


def _merged(pieces: Sequence[tuple[str, Ink]]) -> Row:
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
