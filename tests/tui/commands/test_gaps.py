"""What could not be read is said, and a long reading says how far it has come."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from core.tail import LINE_LIMIT
from tests.tui.commands.calls import said
from tui.commands.progress import saying, telling

if TYPE_CHECKING:
    from pathlib import Path


SESSION = "00000000-0000-4000-8000-000000000000"


def test_usage_says_which_lines_are_not_in_its_sums(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "projects" / "-src"
    folder.mkdir(parents=True)
    with (folder / f"{SESSION}.jsonl").open("wb") as file:
        file.truncate(LINE_LIMIT + 1)
        file.seek(0, 2)
        file.write(b"\n{}\n")

    for _ in ("first read", "from the index"):
        code, out, err = said(capsys, "usage", "--json", "--claude-home", str(tmp_path))
        assert 0 == code
        assert out.startswith("{")
        assert "1 line longer than 16 MiB could not be read; what they cost is not counted." in err


def test_a_long_reading_is_told_on_a_terminal_and_taken_away(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with telling() as told:
        told(0, 300)
        assert capsys.readouterr().err == ""
        told(128, 300)
        assert capsys.readouterr().err == "\rReading transcripts: 128 of 300"

    assert capsys.readouterr().err.strip() == ""


def test_a_long_reading_is_not_told_to_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    with telling() as told:
        told(128, 300)

    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("is_terminal", [True, False])
def test_what_takes_long_is_said_while_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, is_terminal: bool
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    with saying("Asking."):
        during = capsys.readouterr().err

    after = capsys.readouterr().err
    assert (during, after) == (("Asking.", "\r       \r") if is_terminal else ("", ""))
