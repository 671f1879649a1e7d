"""A database is read as SQLite reads it, and nothing beside it is written."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.indexes.watch import untouched

if TYPE_CHECKING:
    from pathlib import Path

WRITES = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), st.integers(1, 9000)),
        st.tuples(st.just("delete"), st.integers(0, 5)),
        st.tuples(st.sampled_from(["checkpoint", "torn", "vacuum"]), st.just(0)),
    ),
    max_size=12,
)
WORDS = {
    "insert": "insert into line values (zeroblob({}))",
    "delete": "delete from line where rowid % 5 = {}",
    "checkpoint": "pragma wal_checkpoint(restart)",
    "vacuum": "vacuum",
}


def tree(folder: Path) -> dict[str, tuple[int, int, int]]:
    found = {path.name: path.stat() for path in (folder, *folder.iterdir())}
    return {name: (one.st_size, one.st_mtime_ns, one.st_ino) for name, one in found.items()}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(writes=WRITES)
def test_it_reads_what_sqlite_reads(tmp_path: Path, writes: list[tuple[str, int]]) -> None:
    path = tmp_path / "state.db"
    for old in tmp_path.iterdir():
        old.unlink()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = off")
        db.execute("create table line (text blob)")
        for word, number in writes:
            if word == "torn":
                db.execute("begin")
                db.execute("insert into line values (zeroblob(20000))")
                db.execute("rollback")
            else:
                db.execute(WORDS[word].format(number))
        asked = "select rowid, text from line"
        expected, before = db.execute(asked).fetchall(), tree(tmp_path)
        with closing(untouched(str(path))) as copy:
            assert expected == copy.execute(asked).fetchall()
            assert [("ok",)] == copy.execute("pragma integrity_check").fetchall()
        assert before == tree(tmp_path)


def test_a_log_that_a_crash_has_cut_counts_up_to_its_last_commit(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("pragma journal_mode = wal")
        db.execute("create table line (number)")
        db.execute("insert into line values (1)")
        whole = os.path.getsize(f"{path}-wal")
        db.execute("insert into line values (2)")
        log = (tmp_path / "state.db-wal").read_bytes()
        cut = tmp_path / "cut.db"
        cut.write_bytes(path.read_bytes())
        (tmp_path / "cut.db-wal").write_bytes(log[: whole + 100])
        with closing(untouched(str(cut))) as copy:
            assert [(1,)] == copy.execute("select number from line").fetchall()


def test_what_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        untouched(str(tmp_path))
