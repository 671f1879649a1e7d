"""A question is open until somebody has written after it; nothing else closes it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.attempts.act import RunFolder
from core.runs.letters.act import ask, stamp
from core.runs.letters.records import question_of
from core.runs.letters.watch import Fate, fate, messages, open_question

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> str:
    for name in ("inbox", "sent"):
        (tmp_path / name).mkdir()
    RunFolder(str(tmp_path)).drop("0000", b"{}\n")
    return str(tmp_path)


def answer(folder: str) -> str:
    name = stamp()
    RunFolder(folder).drop(name, b"{}\n")
    return name


def test_a_question_is_open_until_a_later_message(folder: str) -> None:
    before = answer(folder)
    ask(folder, "Which\x1b[31m one?", NOON)
    opened = open_question(folder)
    after = answer(folder)

    assert "Which one?" == opened.replace("\N{SYMBOL FOR ESCAPE}[31m", "")
    assert "\x1b" not in opened
    assert "" == open_question(folder)
    assert before < after
    assert 3 == messages(folder)


def test_an_answer_that_is_on_its_way_or_sent_closes_it_alike(folder: str) -> None:
    ask(folder, "Which one?", NOON)
    name = answer(folder)
    queued = fate(folder, name), open_question(folder)
    Path(folder, "inbox", f"{name}.json").rename(Path(folder, "sent", f"{name}.json"))

    assert (Fate.QUEUED, "") == queued
    assert (Fate.SENT, "") == (fate(folder, name), open_question(folder))
    assert Fate.UNSENT is fate(folder, "another")


def test_of_several_the_first_is_told_and_a_later_one_is_open_again(folder: str) -> None:
    ask(folder, "One?", NOON)
    ask(folder, "Two?", NOON)
    both = open_question(folder)
    answer(folder)
    ask(folder, "Three?", NOON)

    assert ("One?", "Three?") == (both, open_question(folder))


def test_where_nothing_lies_nobody_asks(tmp_path: Path) -> None:
    assert ("", 0) == (open_question(str(tmp_path / "none")), messages(str(tmp_path / "none")))


@given(st.binary(max_size=60))
def test_whatever_lies_there_is_a_harmless_question_or_none(raw: bytes) -> None:
    assert all(ord(letter) >= ord(" ") for letter in question_of(raw))
