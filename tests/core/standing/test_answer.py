"""The last answer stands until anything it rests on has changed, and foresees silence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from core.standing.marks import FORMAT, said_at
from core.standing.store import load, save
from core.standing.watch import marks, moved, starts, unchanged

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.standing.marks import Answer

SAID: Answer = {
    "format": FORMAT,
    "at": 100.0,
    "until": 900.0,
    "lines": [(100.0, "one at work", 0), (220.0, "one quiet", 0), (400.0, "one stalled", 1)],
    "marks": [],
    "starts": [],
}


@pytest.mark.parametrize(
    ("at", "line"),
    [
        (99.9, None),
        (100, ("one at work", 0)),
        (219.9, ("one at work", 0)),
        (220, ("one quiet", 0)),
        (400, ("one stalled", 1)),
        (899.9, ("one stalled", 1)),
        (900, None),
    ],
)
def test_an_answer_foresees_what_silence_changes(at: float, line: tuple[str, int] | None) -> None:
    assert line == said_at(SAID, at)


def test_an_answer_of_another_format_says_nothing() -> None:
    assert said_at({**SAID, "format": FORMAT + 1}, 200) is None


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "h/-src").mkdir(parents=True)
    (tmp_path / "h/-src/s1.jsonl").write_bytes(b"{}\n")
    for path in (tmp_path / "h/-src", tmp_path / "h", tmp_path / "h/-src/s1.jsonl"):
        os.utime(path, ns=(10**18, 10**18))
    return tmp_path / "h"


CHANGES: dict[str, Callable[[Path], object]] = {
    "a line more": lambda home: (home / "-src/s1.jsonl").write_bytes(b"{}\n{}\n"),
    "same length": lambda home: (home / "-src/s1.jsonl").write_bytes(b"[]\n"),
    "touched": lambda home: os.utime(home / "-src/s1.jsonl"),
    "gone": lambda home: (home / "-src/s1.jsonl").unlink(),
    "another file": lambda home: (home / "-src/s2.jsonl").write_bytes(b""),
    "another project": lambda home: (home / "-new").mkdir(),
    "what was not there": lambda home: (home / "sessions").mkdir(),
    "all gone": shutil.rmtree,
}


def rests_on(home: Path) -> list[str]:
    return [str(home / name) for name in ("", "-src", "-src/s1.jsonl", "sessions")]


def test_an_answer_stands_while_nothing_changes(home: Path) -> None:
    before = marks(rests_on(home))
    (home / "-src/s1.jsonl").read_bytes()

    assert unchanged(before)
    assert [-1] == [size for path, size, _ in before if path.endswith("sessions")]


@pytest.mark.parametrize("change", CHANGES)
def test_an_answer_falls_with_any_change(home: Path, change: str) -> None:
    before = marks(rests_on(home))
    CHANGES[change](home)

    assert not unchanged(before)


def test_an_answer_falls_with_a_process() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
    ) as process:
        before = starts([process.pid, 2**22 + 1])

        assert not moved(before)
        assert moved([(process.pid, "1")])
        process.kill()
        process.wait()
        assert moved(before)


def test_an_answer_is_kept_by_its_key(tmp_path: Path) -> None:
    path = str(tmp_path / "cache/line.db")
    save(path, "now", SAID)
    save(path, "now", {**SAID, "until": 950.0})

    found = load(path, "now")
    assert found is not None
    assert ("one quiet", 0) == said_at(
        {**found, "lines": [tuple(one) for one in found["lines"]]}, 940.0 - 600
    )  # type: ignore[misc]
    assert load(path, "then") is None


@pytest.mark.parametrize("raw", [b"", b"no database", b"SQLite format 3\0" * 99])
def test_a_broken_file_says_nothing_and_breaks_nothing(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "line.db"
    path.write_bytes(raw)

    assert load(str(path), "now") is None
    save(str(path), "now", SAID)
    assert load(str(tmp_path / "none.db"), "now") is None
