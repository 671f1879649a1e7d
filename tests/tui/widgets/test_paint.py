"""No text breaks a line: it is harmless, and takes exactly the cells it may."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests import scenes
from tui.present.spans import Line, Span
from tui.widgets.paint import cut, flow, harmless, wrap


@given(st.text(), st.integers(min_value=0, max_value=40))
def test_a_cut_text_takes_exactly_its_cells(text: str, width: int) -> None:
    assert width == cell_len(cut(harmless(text), width))


@pytest.mark.parametrize("text", scenes._HOSTILE)
def test_harmless_text_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    safe = harmless(text)

    assert safe.isprintable() or "\ufffd" in safe or not safe.isascii()
    assert "\x1b" not in safe
    assert "\n" not in safe
    assert harmless(text, is_ascii=True).isascii()


@given(st.text(), st.integers(min_value=1, max_value=30))
def test_a_wrapped_text_fits_its_lines(text: str, width: int) -> None:
    safe = harmless(text)

    assert all(cell_len(line) <= max(width, 2) for line in wrap(safe, width, width))


@pytest.mark.parametrize("text", ["漢字" * 10_000, "word " * 5_000, "👩‍👩‍👧" * 3_000, "a" * 30_000])
def test_a_long_text_is_wrapped_in_one_go(text: str) -> None:
    """What was fitted once is not measured again: twice the text takes twice the time."""
    asked = Counter()

    def counted(measured: str) -> int:
        asked["letters"] += len(measured)
        return cell_len(measured)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tui.widgets.paint.cell_len", counted)
        lines = wrap(text, 100, 100)

    assert text.replace(" ", "") == "".join(lines).replace(" ", "")
    assert asked["letters"] < 100 * len(text)


def test_a_pile_of_marks_is_no_letter() -> None:
    assert len(harmless("e" + "\u0301" * 1000)) < 10


def test_later_lines_hang() -> None:
    lines = flow(Line((Span("label  "), Span("some words that wrap")), hang=7), 20)

    assert ["label  some words", "       that wrap"] == [
        "".join(span.text for span in line.left) for line in lines
    ]


def test_a_wide_letter_that_does_not_fit_is_left_out() -> None:
    assert "漢…" == cut("漢字漢字", 3)
    assert " … "[1:] == cut("漢字", 2)
