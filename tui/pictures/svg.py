"""Rows of text as an SVG that carries its own font and asks nobody for anything."""

import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from textwrap import wrap
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from rich.cells import cell_len, split_graphemes
from textual.app import App

from core.clean import clean
from tui.pictures.blocks import SHADES, parts
from tui.pictures.font import BASELINE, FAMILY, HEIGHT, SIZE, WIDTH, covers, face
from tui.pictures.rows import Ink, Run, blended, screen_rows
from tui.theme import DARK

MARGIN = 12
"""Pixels around the cells."""

NOTE = 12
"""Pixels of a letter of the caption and of the title."""

_FAMILIES = f"'{FAMILY}','DejaVu Sans Mono',Menlo,Consolas,monospace"
_WORD = re.compile(r"[^ ]+(?: [^ ]+)*")

STRANGE = "strange"
"""The class of letters that our font lacks; only they need a font of the system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What the picture has around the cells."""

    page: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """A rectangle of one colour, in pixels."""

    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """Letters without a gap between them, where they begin, and how many cells they take."""

    text: str
    x: float
    y: float
    cells: int
    ink: Ink
    size: int = SIZE
    is_strange: bool = False


def screen_svg(app: App[Any], *, caption: str = "", title: str = "") -> str:
    """Give a picture of what the running app shows."""
    rows = screen_rows(app)
    return draw(rows, caption=caption, title=title, paper=paper_for(rows))


def paper_for(rows: Sequence[Sequence[Run]]) -> Paper:
    """Give the paper that continues the most common background."""
    areas: defaultdict[str, int] = defaultdict(int)
    for run in (run for runs in rows for run in runs):
        areas[run.ink.bg] += len(run.text)
    page = max(areas, key=lambda colour: areas[colour], default=DARK["ground"])
    is_dark = sum(int(page[at : at + 2], 16) for at in (1, 3, 5)) < 3 * 128
    return Paper(page=page, note=blended("#ffffff" if is_dark else "#000000", page, 0.62))


def draw(
    rows: Sequence[Sequence[Run]], *, caption: str = "", title: str = "", paper: Paper | None = None
) -> str:
    """Give the rows as an SVG, with a title above and a caption below if there are any."""
    paper = paper or paper_for(rows)
    columns = max((sum(cell_len(run.text) for run in runs) for runs in rows), default=0)
    width = columns * WIDTH + 2 * MARGIN
    room = max(columns * SIZE // NOTE, 1)
    titles, notes = wrap(clean(title), room)[:1], wrap(clean(caption), room)
    head = MARGIN + (HEIGHT + 4 if titles else 0)
    below = head + len(rows) * HEIGHT
    height = below + MARGIN + (len(notes) * HEIGHT + 4 if notes else 0)
    note = Ink(fg=paper.note, bg=paper.page)
    words = [
        *(_note(text, MARGIN, note) for text in titles),
        *(word for line, runs in enumerate(rows) for word in _words(runs, head + line * HEIGHT)),
        *(_note(text, below + 4 + line * HEIGHT, note) for line, text in enumerate(notes)),
    ]
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img"'
        f" aria-label={quoteattr(' · '.join([*titles, *notes]))}>"
    )
    return "\n".join(
        [
            opening,
            _fonts(words),
            f'<path fill="{paper.page}" d="M0 0h{width}v{height}h-{width}z"/>',
            *_paths(_backgrounds(rows, head, paper.page)),
            *_paths(
                box for line, runs in enumerate(rows) for box in _marks(runs, head + line * HEIGHT)
            ),
            *_texts(words),
            "</svg>\n",
        ]
    )


def _letters(run: Run) -> Iterator[tuple[str, int]]:
    """Give each letter of a run, with the marks upon it, and how many cells it takes."""
    text = run.text if run.text.isprintable() else clean(run.text, limit=4 * len(run.text))
    for start, end, cells in split_graphemes(text)[0]:
        yield text[start:end], cells


def _spans(runs: Sequence[Run]) -> Iterator[tuple[int, int, Run]]:
    """Give each run with the cell it begins in and how many cells it takes."""
    column = 0
    for run in runs:
        cells = cell_len(run.text)
        yield column, cells, run
        column += cells


def _words(runs: Sequence[Run], top: float) -> Iterator[_Word]:
    """Give the words of a row; a single blank does not end one, another ink does."""
    y = top + BASELINE
    for column, _, run in _spans(runs):
        plain = ""
        for letter, cells in _letters(run):
            is_drawn = letter.isspace() or bool(parts(letter))
            if not is_drawn and (cells != 1 or len(letter) > 1 or not covers(letter)):
                x = MARGIN + (column + len(plain) + cells / 2) * WIDTH
                yield _Word(text=letter, x=x, y=y, cells=cells, ink=run.ink, is_strange=True)
                is_drawn = True
            plain += " " * cells if is_drawn else letter
        for found in _WORD.finditer(plain):
            x = MARGIN + (column + found.start()) * WIDTH
            yield _Word(text=found[0], x=x, y=y, cells=len(found[0]), ink=run.ink)


def _note(text: str, top: float, ink: Ink) -> _Word:
    """Give a line of the caption or the title."""
    return _Word(text=text, x=MARGIN, y=top + BASELINE, cells=0, ink=ink, size=NOTE)


def _backgrounds(rows: Sequence[Sequence[Run]], head: float, page: str) -> list[_Box]:
    """Give the backgrounds, equal neighbours as one box beside and below each other."""
    open_boxes: dict[tuple[float, float, str], _Box] = {}
    boxes: list[_Box] = []
    for line, runs in enumerate(rows):
        fresh: dict[tuple[float, float, str], _Box] = {}
        for fill, group in groupby(_spans(runs), key=lambda span: span[2].ink.bg):
            spans = list(group)
            if fill == page:
                continue
            x, width = MARGIN + spans[0][0] * WIDTH, sum(span[1] for span in spans) * WIDTH
            above = open_boxes.pop((x, width, fill), None)
            y = above.y if above else head + line * HEIGHT
            height = head + (line + 1) * HEIGHT - y
            fresh[x, width, fill] = _Box(x=x, y=y, width=width, height=height, fill=fill)
        boxes += open_boxes.values()
        open_boxes = fresh
    return [*boxes, *open_boxes.values()]


def _marks(runs: Sequence[Run], top: float) -> Iterator[_Box]:
    """Give what is drawn in a letter's colour without a glyph: blocks, lines below and through."""
    for column, cells, run in _spans(runs):
        x, fill = MARGIN + column * WIDTH, run.ink.fg
        for is_drawn, y in ((run.ink.underline, BASELINE + 2), (run.ink.strike, BASELINE - 5)):
            if is_drawn:
                yield _Box(x=x, y=top + y, width=cells * WIDTH, height=1, fill=fill)
        letters = _letters(run)
        for letter, group in groupby(letters, key=itemgetter(0)):
            width = sum(size for _, size in group) * WIDTH
            yield from _block(letter, x, top, width, run.ink)
            x += width


def _block(letter: str, x: float, top: float, width: float, ink: Ink) -> Iterator[_Box]:
    """Give the boxes of equal block characters side by side, as one where they touch."""
    fill = blended(ink.fg, ink.bg, SHADES[letter]) if letter in SHADES else ink.fg
    for left, upper, right, lower in parts(letter):
        y, height = top + upper * HEIGHT, (lower - upper) * HEIGHT
        if (left, right) == (0, 1):
            yield _Box(x=x, y=y, width=width, height=height, fill=fill)
            continue
        for place in range(round(width / WIDTH)):
            begin = x + (place + left) * WIDTH
            yield _Box(x=begin, y=y, width=(right - left) * WIDTH, height=height, fill=fill)


def _paths(boxes: Iterable[_Box]) -> Iterator[str]:
    """Give one path a colour, without soft edges, which would show as seams."""
    shapes: defaultdict[str, list[str]] = defaultdict(list)
    for box in boxes:
        shapes[box.fill].append(
            f"M{box.x:g} {box.y:g}h{box.width:g}v{box.height:g}h{-box.width:g}z"
        )
    for fill, drawn in shapes.items():
        yield f'<path shape-rendering="crispEdges" fill="{fill}" d="{"".join(drawn)}"/>'


def _texts(words: Iterable[_Word]) -> Iterator[str]:
    """Give the words, those of one ink together, each at its own place and width."""
    groups: defaultdict[tuple[str, bool, int, bool], list[str]] = defaultdict(list)
    for word in words:
        key = (word.ink.fg, word.ink.bold, word.size, word.is_strange)
        groups[key].append(_text(word))
    yield f'<g font-family={quoteattr(_FAMILIES)} font-size="{SIZE}">'
    for (fill, is_bold, size, is_strange), texts in groups.items():
        more = ' font-weight="700"' if is_bold else ""
        more += f' font-size="{size}"' if size != SIZE else ""
        more += f' class="{STRANGE}" text-anchor="middle"' if is_strange else ""
        yield f'<g fill="{fill}"{more}>{"".join(texts)}</g>'
    yield "</g>"


def _text(word: _Word) -> str:
    """Give one word; its length is stated so that it fits in another font, too."""
    place = f'x="{word.x:g}" y="{word.y:g}"'
    if word.ink.italic:
        place = f'transform="translate({word.x:g} {word.y:g})skewX(-11)"'
    length = ""
    if word.cells > 1 and not word.is_strange:
        length = f' textLength="{word.cells * WIDTH}"'
    return f"<text {place}{length}>{escape(word.text)}</text>"


def _fonts(words: Iterable[_Word]) -> str:
    """Give the style that carries the font, bold letters only if there are any."""
    used: defaultdict[bool, set[str]] = defaultdict(set)
    for word in words:
        used[word.ink.bold].update(() if word.is_strange else word.text)
    rules: list[str] = []
    for is_bold, letters in sorted(used.items()):
        file = b64encode(face(frozenset(letters), bold=is_bold)).decode()
        weight = 700 if is_bold else 400
        rules.append(
            f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};'
            f"src:url(data:font/ttf;base64,{file})}}"
        )
    return f"<style>{''.join(rules)}text{{white-space:pre}}</style>"
