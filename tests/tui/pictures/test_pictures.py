"""Pictures of a screen: complete, self-contained, the same twice, and without secrets."""

import re
import struct
from base64 import b64decode
from collections.abc import Sequence
from html import unescape
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from core.clean import redact
from tui.pictures.blocks import parts
from tui.pictures.font import BRAILLE, FAMILY, HEIGHT, WIDTH, covers, face
from tui.pictures.png import png
from tui.pictures.rows import Ink, Row, Run, screen_rows
from tui.pictures.svg import MARGIN, draw
from tui.pictures.veil import redacted

SECRET = "sk-" + "ant-api03-" + "aB3dE5fG7hJ9kL2mN4pQ"
CAPTION = "20 Nov 2026 14:03 CET · 3 agents · data 4 s old"
GLYPHS = "● ○ ▲ ■ × ✓ · ◇ ↻ ?"
PLAIN = Ink(fg="#e0e0e0", bg="#101418")


class Small(App[None]):
    """Two boxes beside each other, with one secret whose letters have two colours."""

    CSS = "Static { border: round green; height: 6; width: 1fr; }"

    def compose(self) -> ComposeResult:
        """Give the boxes."""
        secret = Text.assemble(("key " + SECRET[:12], "bold red"), (SECRET[12:], "dim"))
        with Horizontal():
            yield Static(f"{GLYPHS}\n⣿⡇⠋ ▁▃▅▇█ <&>\n[x] 世界", markup=False)
            yield Static(secret)


@pytest.fixture
async def rows() -> tuple[Row, ...]:
    app = Small()
    async with app.run_test(size=(80, 8)) as pilot:
        await pilot.pause()
        return screen_rows(app)


def words_in(svg: str) -> str:
    return " ".join(unescape(found) for found in re.findall(r"<text[^>]*>([^<]*)</text>", svg))


def text_of(rows: Sequence[Sequence[Run]]) -> list[str]:
    return ["".join(run.text for run in runs) for runs in rows]


def one_row(text: str, ink: Ink = PLAIN) -> tuple[Row, ...]:
    return ((Run(text=text, ink=ink),),)


@pytest.mark.anyio
async def test_every_visible_word_is_in_the_picture(rows: tuple[Row, ...]) -> None:
    shown = words_in(draw(rows, caption=CAPTION, title="groundstop"))
    pieces = [
        piece
        for runs in rows
        for run in runs
        for piece in re.findall(r"[^\s\u2580-\u259f\u4e00-\u9fff]+", run.text)
    ]

    assert [] == [piece for piece in pieces if piece not in shown]
    assert "世 界" in shown
    assert GLYPHS in shown
    assert "<&>" in shown
    assert CAPTION in shown
    assert "groundstop" in shown


@pytest.mark.anyio
async def test_the_picture_asks_nobody_for_anything(rows: tuple[Row, ...]) -> None:
    svg = draw(rows, caption=CAPTION)
    addresses = set(re.findall(r"https?://[^\"' )<]+", svg))

    assert {"http://www.w3.org/2000/svg"} == addresses
    assert {"data:font/ttf;base64"} == {
        each.split(",")[0] for each in re.findall(r"url\((.*?)\)", svg)
    }


@pytest.mark.anyio
async def test_the_font_in_it_has_our_name_and_the_glyphs_used(rows: tuple[Row, ...]) -> None:
    svg = draw(rows)
    fonts = [TTFont(BytesIO(b64decode(each))) for each in re.findall(r"base64,([^)]+)", svg)]

    assert [FAMILY, FAMILY] == [font["name"].getDebugName(1) for font in fonts]
    assert set(map(ord, "●○▲■×✓·◇↻?⣿⡇⠋╭─╮│╰╯")) <= set(fonts[0].getBestCmap())
    assert 100 > len(fonts[0].getBestCmap())
    assert "Bitstream" in fonts[0]["name"].getDebugName(0)
    assert {600} == {width for font in fonts for width, _ in font["hmtx"].metrics.values()}


@pytest.mark.anyio
async def test_the_png_is_twice_the_size_of_the_picture(rows: tuple[Row, ...]) -> None:
    image = png(draw(rows))
    width, height = struct.unpack(">II", image[16:24])

    assert b"\x89PNG\r\n\x1a\n" == image[:8]
    assert (2 * (80 * WIDTH + 2 * MARGIN), 2 * (8 * HEIGHT + 2 * MARGIN)) == (width, height)


@pytest.mark.anyio
async def test_the_same_screen_is_the_same_picture(rows: tuple[Row, ...]) -> None:
    first = draw(rows, caption=CAPTION)
    face.__globals__["_face"].cache_clear()
    second = draw(rows, caption=CAPTION)

    assert first == second
    assert png(first) == png(second)


@pytest.mark.anyio
async def test_a_secret_in_two_colours_is_not_in_the_picture(rows: tuple[Row, ...]) -> None:
    secret_words = words_in(draw(rows))
    hidden = redacted(rows, redact)
    shown = words_in(draw(hidden))

    assert SECRET[12:] in secret_words
    assert SECRET[12:] not in shown
    assert SECRET[:12] not in shown
    assert "«anthropic-key»" in shown.replace(" ", "")


@pytest.mark.anyio
async def test_redaction_keeps_every_row_as_wide_and_its_borders_in_place(
    rows: tuple[Row, ...],
) -> None:
    hidden = redacted(rows, redact)
    places = [[at for at, each in enumerate(line) if each == "│"] for line in text_of(rows)]

    assert [cell_len(line) for line in text_of(rows)] == [
        cell_len(line) for line in text_of(hidden)
    ]
    assert places == [
        [at for at, each in enumerate(line) if each == "│"] for line in text_of(hidden)
    ]


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("│ ~/src           │", "│ /home/alex/src  │"),
        ("│ on «host»   up  │", "│ on pc1      up  │"),
        ("│pc «host»    │", "│pc pc1       │"),
        ("│«hos│pc│", "│pc1 │pc│"),
        ("~/a           b ", "/home/alex/a  b "),
    ],
)
def test_gaps_take_up_what_a_mark_adds_or_saves(shown: str, text: str) -> None:
    row = one_row(text)
    hidden = redacted(row, lambda line: redact(line, home="/home/alex", host="pc1"))

    assert len(text) == len(text_of(hidden)[0])
    assert shown.ljust(len(text)) == text_of(hidden)[0].ljust(len(shown))


@given(
    st.lists(
        st.sampled_from(
            [SECRET, "/home/alex", "pc1", "alex", " ", "   ", "│", "世", "é", "x", "─"]
        ),
        max_size=12,
    )
)
def test_any_row_stays_as_wide_and_loses_its_secrets(pieces: list[str]) -> None:
    rows = (tuple(Run(text=each, ink=PLAIN) for each in pieces),)
    hidden = redacted(rows, lambda line: redact(line, home="/home/alex", user="alex", host="pc1"))

    assert cell_len("".join(pieces)) == cell_len(text_of(hidden)[0])
    assert SECRET[10:] not in text_of(hidden)[0]


def test_a_row_may_be_hidden_as_a_whole() -> None:
    hidden = redacted(one_row("all of it"), lambda _: "")

    assert [" " * 9] == text_of(hidden)


def test_neighbours_of_one_colour_are_one_box() -> None:
    red = Ink(fg="#ffffff", bg="#ff0000")
    bold = Ink(fg="#ffffff", bg="#ff0000", bold=True)
    line = (Run(text="ab", ink=red), Run(text="cd", ink=bold), Run(text="x" * 9, ink=PLAIN))
    svg = draw([line, line])

    assert 1 == svg.count(f'fill="#ff0000" d="M{MARGIN} {MARGIN}h{4 * WIDTH}v{2 * HEIGHT}h-')


def test_wide_letters_take_two_cells_and_a_font_of_the_system() -> None:
    svg = draw(one_row("世a"))

    assert f'class="strange" text-anchor="middle"><text x="{MARGIN + WIDTH}"' in svg
    assert f'<text x="{MARGIN + 2 * WIDTH}"' in svg


def test_letters_that_no_picture_may_hold_are_replaced() -> None:
    svg = draw(one_row("a\x1b\ufffe\x00b"))

    assert "a␛��b" in words_in(svg)


def test_braille_and_the_escape_picture_are_drawn() -> None:
    font = TTFont(BytesIO(face(frozenset("⣿⠀␛⭘"), bold=False)))
    outlines = {
        code: font["glyf"][name].numberOfContours for code, name in font.getBestCmap().items()
    }

    assert all(covers(chr(code)) for code in BRAILLE)
    assert 8 == outlines[ord("⣿")]
    assert 0 == outlines[ord("⠀")]
    assert 3 <= outlines[ord("␛")]


@pytest.mark.parametrize("character", "▀▁█▉▏▐░▓▔▕▖▟🬀🬻🭰🮂")
def test_blocks_are_boxes_inside_their_cell(character: str) -> None:
    boxes = parts(character)

    assert boxes
    assert all(0 <= left < right <= 1 and 0 <= top < low <= 1 for left, top, right, low in boxes)


def test_an_empty_screen_is_an_empty_picture() -> None:
    assert draw([]).startswith("<svg")
    assert png(draw([])).startswith(b"\x89PNG")
