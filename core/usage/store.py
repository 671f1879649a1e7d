"""The index of spent tokens: what was read of each transcript, and whose the sums are."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

from core.clean import clean
from core.indexes.store import IN_MEMORY, Form, connected, made_anew, opened
from core.tail import Bookmark
from core.usage.owner import owned, shared
from core.usage.sheet import HASHING, Sheet
from core.usage.sheet import sums as sums_of
from core.usage.watch import asked_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from core.usage.watch import Read

FORM = Form(
    number=crc32(f"2 {HASHING}".encode()) >> 1,
    table="file",
    columns="""(
    path text primary key, session text not null, agent text not null,
    inode integer not null, size integer not null, mtime_ns integer not null,
    offset integer not null, skipping integer not null, mark blob not null,
    too_long integer not null, models text not null,
    ids blob not null, rows blob not null, sums blob not null,
    shares integer not null
)""",
)
"""Its number is another one with other hashes."""
WRITE = """
insert into file values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
on conflict (path) do update set
    inode = excluded.inode, size = excluded.size, mtime_ns = excluded.mtime_ns,
    offset = excluded.offset, skipping = excluded.skipping, mark = excluded.mark,
    too_long = excluded.too_long, models = excluded.models,
    ids = excluded.ids, rows = excluded.rows, sums = excluded.sums
where (offset, mark) = (?, ?)
    or not (inode = excluded.inode and offset > excluded.offset and size >= excluded.size)
"""
"""Stores one file, unless another process has meanwhile read further in the same file."""
T = TypeVar("T")
END = "\n"
"""Stands before each model's name."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What one transcript owns: rows of six integers, see `sheet.sums`."""

    path: str
    session_id: str
    agent_id: str
    models: tuple[str, ...]
    rows: bytes


@dataclass(frozen=True, slots=True)
class _Held:
    path: str
    session_id: str
    ids: bytes


class Index:
    """One SQLite file; any number of processes may use it at once.

    What is stored of a file depends on nothing but the file's bytes up to `offset`, and who owns
    an answer on nothing but what is stored; both are written in one transaction. So whoever
    commits last, and wherever a process is killed, the sums are those of the files read.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._db = opened(path, FORM)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def mended(self, use: Callable[[], T]) -> T:
        """Use the index; if the file turns out to be broken, or cannot be written, from nothing.

        On a full disk, or behind a lock that nobody lets go of, it lives in memory from now on.
        """
        try:
            return use()
        except sqlite3.OperationalError:
            self._db.close()
            self._db = connected(IN_MEMORY, FORM)
        except sqlite3.DatabaseError:
            self._db.close()
            self._db = made_anew(self._path, FORM)
        return use()

    def bookmarks(self) -> dict[str, Bookmark]:
        """How far each transcript was read."""
        query = "select path, inode, size, mtime_ns, offset, mark, skipping from file"
        return {
            path: Bookmark(
                inode=inode,
                size=size,
                mtime_ns=mtime_ns,
                offset=offset,
                mark=mark,
                skipping=bool(skipping),
            )
            for path, inode, size, mtime_ns, offset, mark, skipping in self._db.execute(query)
        }

    def sheet(self, path: str) -> tuple[Bookmark, Sheet]:
        """What is stored of one transcript, both parts of one instant."""
        query = (
            "select inode, size, mtime_ns, offset, mark, skipping, ids, rows, models"
            " from file where path = ?"
        )
        row = self._db.execute(query, (path,)).fetchone()
        if row is None:
            return Bookmark(), Sheet()
        inode, size, mtime_ns, offset, mark, skipping, ids, rows, models = row
        bookmark = Bookmark(
            inode=inode,
            size=size,
            mtime_ns=mtime_ns,
            offset=offset,
            mark=mark,
            skipping=bool(skipping),
        )
        return bookmark, Sheet.unpack(ids, rows, _split(models))

    def commit(self, reads: Iterable[Read], gone: Iterable[str]) -> None:
        """Store what was read, forget what is gone, and settle who owns what."""
        with self._db:
            self._db.execute("begin immediate")
            self._db.executemany("delete from file where path = ?", ((path,) for path in gone))
            self._db.executemany(WRITE, map(_row, reads))
            self._settle()

    def sums(self) -> list[Sums]:
        """What every transcript owns."""
        query = "select path, session, agent, models, sums from file"
        return [
            Sums(path, session, agent, _split(models), rows)
            for path, session, agent, models, rows in self._db.execute(query)
        ]

    def too_long(self) -> int:
        """Lines passed over because they are longer than can be held."""
        return int(self._db.execute("select coalesce(sum(too_long), 0) from file").fetchone()[0])

    def _settle(self) -> None:
        """Settle who owns the answers of all files that share some, or did before."""
        held = [_Held(*row) for row in self._db.execute("select path, session, ids from file")]
        several = shared(held)
        sessions = {one.path: one.session_id for one in held}
        query = "select path from file where shares = 1 and length(ids) > 0"
        before = {path for (path,) in self._db.execute(query)}
        sheets = {path: self.sheet(path)[1] for path in several.paths}
        for path, sums in owned(several, sheets, sessions, cache(asked_in)).items():
            self._db.execute(
                "update file set sums = ?, models = ?, shares = 1 where path = ?",
                (sums, _joined(sheets[path].models), path),
            )
        for path in before - several.paths:
            self._keep_all(path)

    def _keep_all(self, path: str) -> None:
        """A file that shares nothing owns all its answers."""
        entries = self.sheet(path)[1].packed
        self._db.execute(
            "update file set sums = ?, shares = 0 where path = ?", (sums_of(entries), path)
        )


def _row(read: Read) -> tuple[object, ...]:
    found, mark = read.found, read.bookmark
    return (
        *(found.path, found.session_id, found.agent_id, mark.inode, mark.size),
        *(mark.mtime_ns, mark.offset, mark.skipping, mark.mark, read.too_long),
        *(_joined(read.models), read.ids, read.rows, read.sums),
        *(read.base.offset, read.base.mark),
    )


def _joined(models: Iterable[str]) -> str:
    """Names in one text; a name may be empty."""
    return "".join(f"{END}{name.replace(END, '')}" for name in models)


def _split(models: str) -> tuple[str, ...]:
    return tuple(clean(model, limit=80) for model in models.split(END)[1:])
