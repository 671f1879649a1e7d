"""The font of the pictures: the glyphs that one picture needs, under a name of its own."""

from collections.abc import Callable
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

import styles

FAMILY = "Groundstop Mono"
"""The licence asks for another name as soon as a glyph is altered."""

EM = 1000
SIZE, WIDTH, HEIGHT, BASELINE = 15, 9, 18, 14
"""Pixels: of a letter, of a cell, and from the top of a cell to the line letters stand on."""

CAPITAL = 730
ADVANCE = EM * WIDTH // SIZE
TOP = EM * BASELINE / SIZE
BOTTOM = TOP - EM * HEIGHT / SIZE
OVERLAP = 36
"""Units by which lines reach into the next cell, so that no zoom shows a gap."""

LINES = (-10, -250, 612, 938)
"""Where the font's own box lines end: left, low, right, high."""

BOXES = range(0x2500, 0x2580)
BRAILLE = range(0x2800, 0x2900)
PICTURED = {"␛": "ESC", "␀": "NUL", "␊": "LF", "␍": "CR"}
"""Signs that spell the name of a control character, in small letters along a diagonal."""

SIMILAR = {"⭘": "○"}
"""Signs that the font lacks, and the ones they look like."""

Contour = Callable[[TTGlyphPen], None]


def face(characters: frozenset[str], *, bold: bool) -> bytes:
    """Give a TrueType file with those of the characters that the font has, or that are drawn."""
    return _face(frozenset(filter(covers, characters)), bold)


def covers(character: str) -> bool:
    """Whether the font has the character, as a glyph of its own or drawn here."""
    return _is_drawn(character) or character in _covered()


def _is_drawn(character: str) -> bool:
    return ord(character) in BRAILLE or character in PICTURED or character in SIMILAR


@cache
def _covered() -> frozenset[str]:
    with _source(bold=False) as font:
        return frozenset(map(chr, font.getBestCmap()))


def _source(*, bold: bool) -> TTFont:
    name = "DejaVuSansMono-Bold.ttf" if bold else "DejaVuSansMono.ttf"
    return TTFont(Path(styles.__file__).parent / "fonts" / name, recalcTimestamp=False)


@lru_cache(maxsize=16)
def _face(characters: frozenset[str], bold: bool) -> bytes:  # noqa: FBT001 - the key of a cache
    with _source(bold=bold) as font:
        licence = font["name"].getDebugName(13)
        letters = frozenset("".join({**PICTURED, **SIMILAR}.get(each, "") for each in characters))
        _cut(font, characters | letters)
        scale_upem(font, EM)
        _stretch_boxes(font)
        for character in sorted(characters):
            if ord(character) in BRAILLE:
                _add(font, character, _dots(ord(character) - BRAILLE.start))
            elif character in PICTURED:
                _add(font, character, _letters(font, PICTURED[character]))
            elif character in SIMILAR:
                _add(font, character, _letters(font, SIMILAR[character]))
        _index(font, characters)
        _rename(font, licence="" if bold else licence, bold=bold)
        file = BytesIO()
        font.save(file)
        return file.getvalue()


def _cut(font: TTFont, characters: frozenset[str]) -> None:
    """Keep the glyphs of the characters, and no hints, names, or substitutions."""
    options = Options(
        hinting=False,
        layout_features=[],
        name_IDs=[0],
        notdef_outline=True,
        glyph_names=False,
        recalc_timestamp=False,
        drop_tables=[
            "GDEF",
            "GPOS",
            "GSUB",
            "kern",
            "gasp",
            "FFTM",
            "DSIG",
            "prep",
            "fpgm",
            "cvt ",
        ],
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in characters])
    subsetter.subset(font)


def _stretch_boxes(font: TTFont) -> None:
    """Make the lines of boxes end a little beyond the cell on every side."""
    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
    left, low, right, high = LINES
    across = (ADVANCE + 2 * OVERLAP) / (right - left)
    up = (TOP - BOTTOM + 2 * OVERLAP) / (high - low)
    x, y = -OVERLAP - left * across, BOTTOM - OVERLAP - low * up
    for code in BOXES:
        if code in cmap:
            pen = TTGlyphPen(None)
            glyphs[cmap[code]].draw(TransformPen(pen, Transform(across, 0, 0, up, x, y)))
            font["glyf"][cmap[code]] = pen.glyph()


def _dots(mask: int) -> Contour:
    """Draw the dots of a braille character, two across and four down the whole cell."""
    places = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
    radius = ADVANCE * 0.15

    def draw(pen: TTGlyphPen) -> None:
        for bit, (column, line) in enumerate(places):
            if mask & 1 << bit:
                x = ADVANCE * (1 + 2 * column) / 4
                y = TOP - (TOP - BOTTOM) * (1 + 2 * line) / 8
                _circle(pen, x, y, radius)

    return draw


def _circle(pen: TTGlyphPen, x: float, y: float, radius: float) -> None:
    """Draw a circle as TrueType can: curves that touch it, their corners on an octagon."""
    near = 0.41421356
    half = [(near, 1), (1, near), (1, -near), (near, -1)]
    corners = half + [(-across, -up) for across, up in half]
    points = [(round(x + radius * across), round(y + radius * up)) for across, up in corners]
    pen.qCurveTo(*points, None)
    pen.closePath()


def _letters(font: TTFont, word: str) -> Contour:
    """Draw one letter as it is, or several small ones from the upper left to the lower right."""
    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
    steps = len(word) - 1
    scale = 0.5 if steps else 1
    across = ADVANCE * (1 - scale) / max(steps, 1)
    down = CAPITAL * (1 - scale) / max(steps, 1)

    def draw(pen: TTGlyphPen) -> None:
        for place, letter in enumerate(word):
            x, y = across * place, CAPITAL * (1 - scale) - down * place
            small = Identity.translate(x, y).scale(scale)
            glyphs[cmap[ord(letter)]].draw(TransformPen(pen, small))

    return draw


def _add(font: TTFont, character: str, draw: Contour) -> None:
    """Add a glyph under a name made of its code."""
    name = f"uni{ord(character):04X}"
    pen = TTGlyphPen(None)
    draw(pen)
    if name not in font.getGlyphOrder():
        font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = pen.glyph()
    font["hmtx"][name] = (ADVANCE, 0)


def _index(font: TTFont, characters: frozenset[str]) -> None:
    """Say which glyph each character has, and give every glyph the width of a cell."""
    known = font.getBestCmap()
    drawn = {ord(each) for each in characters if _is_drawn(each)}
    table = {ord(each): known.get(ord(each), "") for each in characters} | {
        code: f"uni{code:04X}" for code in drawn
    }
    subtable = CmapSubtable.newSubtable(12)
    subtable.platformID, subtable.platEncID, subtable.language = 3, 10, 0
    subtable.cmap = {code: name for code, name in sorted(table.items()) if name}
    font["cmap"] = newTable("cmap")
    font["cmap"].tableVersion, font["cmap"].tables = 0, [subtable]
    for name in font.getGlyphOrder():
        glyph = font["glyf"][name]
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (ADVANCE, getattr(glyph, "xMin", 0))


def _rename(font: TTFont, *, licence: str, bold: bool) -> None:
    """Name the font, and keep the notice of those who drew it."""
    style = "Bold" if bold else "Regular"
    names = font["name"]
    notice = names.getDebugName(0)
    names.names = []
    for number, text in ((0, notice), (13, licence)):
        if text:
            names.setName(text, number, 1, 0, 0)
    words = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"{FAMILY.replace(' ', '')}-{style}"}
    for number, text in words.items():
        names.setName(text, number, 3, 1, 0x409)
