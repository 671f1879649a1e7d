"""The index of signs can always be made again, and never stands in the way."""

from __future__ import annotations

import pickle
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.transcripts.store import Index
from tests.core.lines import Growing, answer, call, error, jsonl, prompt, request

if TYPE_CHECKING:
    from core.model.signs import Transcript
    from core.tail import Bookmark

ROOT = Path(__file__).parents[3]
Read = dict[str, tuple["Transcript", "Bookmark"]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    file = Growing(tmp_path)
    asked = [prompt(), answer(1, call("t1")), request(2, "r1"), error(9, "x"), prompt(12, "again")]
    found = file.add(jsonl(*asked) + b"{\n")
    return {str(file.path): (found, file.bookmark)}


def loaded(path: Path, wanted: Read) -> Read:
    index = Index(str(path))
    try:
        return index.load(wanted)
    finally:
        index.close()


def save(path: Path, read: Read, gone: tuple[str, ...] = ()) -> None:
    index = Index(str(path))
    index.save(read, gone)
    index.close()


def test_what_was_saved_is_loaded_as_it_was(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "cache/signs.db"
    save(path, read)

    assert read == loaded(path, read)
    assert {} == loaded(path, {})


def test_what_is_gone_is_forgotten(tmp_path: Path, read: Read) -> None:
    save(tmp_path / "signs.db", read)
    save(tmp_path / "signs.db", {}, tuple(read))

    assert {} == loaded(tmp_path / "signs.db", read)


def test_another_format_is_made_anew(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "signs.db"
    save(path, read)
    with sqlite3.connect(path) as db:
        db.execute("pragma user_version = 999")
    db.close()

    assert {} == loaded(path, read)
    save(path, read)
    assert read == loaded(path, read)


@pytest.mark.parametrize("raw", [b"no database at all" * 100, b"", b"SQLite format 3\0" * 9])
def test_a_broken_file_is_made_anew(tmp_path: Path, read: Read, raw: bytes) -> None:
    path = tmp_path / "signs.db"
    path.write_bytes(raw)

    assert {} == loaded(path, read)
    save(path, read)
    assert read == loaded(path, read)


def test_a_file_broken_in_the_middle_is_made_anew(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "signs.db"
    [(mark)] = read.values()
    save(path, {f"{number}": mark for number in range(300)})
    raw = path.read_bytes()
    path.write_bytes(raw[:4096] + b"\xa5" * (len(raw) - 4096))

    assert {} == loaded(path, read)
    save(path, read)
    assert read == loaded(path, read)


def test_a_row_that_cannot_be_understood_costs_only_time(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "signs.db"
    save(path, read)
    with sqlite3.connect(path) as db:
        db.execute("update transcript set signs = x'c1'")
    db.close()

    assert {} == loaded(path, read)


def test_where_nothing_can_be_written_it_lives_in_memory(tmp_path: Path, read: Read) -> None:
    (tmp_path / "full").write_text("a file where the folder should be")
    index = Index(str(tmp_path / "full/signs.db"))
    index.save(read, ())

    assert read == index.load(read)
    index.close()


KILLED = """
import os, pickle, sys, threading
from core.transcripts.store import Index
read = pickle.loads(sys.stdin.buffer.read())
index = Index(sys.argv[1])
print("ready", flush=True)
while True:
    index.save({f"{number}": read for number in range(40)}, ())
    os.write(1, b".")
"""


def test_a_kill_in_the_middle_of_a_save_leaves_all_or_nothing(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "signs.db"
    [one] = read.values()
    wanted = dict.fromkeys(map(str, range(40)), one)
    for saves in (1, 2, 5):
        run = [sys.executable, "-c", KILLED, str(path)]
        with subprocess.Popen(
            run, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as saving:
            assert saving.stdin is not None
            assert saving.stdout is not None
            saving.stdin.write(pickle.dumps(one))
            saving.stdin.close()
            saving.stdout.readline()
            saving.stdout.read(saves)
            saving.kill()

        assert wanted == loaded(path, wanted)
