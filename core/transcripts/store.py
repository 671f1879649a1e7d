"""The index of signs: what each transcript showed up to where it was read."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from core.indexes.store import Form, made_anew, opened
from core.model.signs import Transcript
from core.tail import Bookmark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORM = Form(
    number=2,
    table="transcript",
    columns="(path text primary key, session text not null, written_ns integer not null,"
    " bookmark blob not null, signs blob not null) without rowid",
)
"""Its number is raised with every change of `Transcript` or how it is read."""
_transcript = msgspec.msgpack.Decoder(Transcript)
_bookmark = msgspec.msgpack.Decoder(Bookmark)


class Index:
    """One SQLite file of what was read, by path; losing it costs nothing but time.

    A row depends on nothing but the file's bytes up to its bookmark, so it does not matter which
    of several processes wrote it last: whoever reads on checks the file's fingerprint first.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._db = opened(path, FORM)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def load(self, paths: Iterable[str]) -> dict[str, tuple[Transcript, Bookmark]]:
        """What is known of these transcripts; rows that cannot be understood are not known."""
        rows = "select path, bookmark, signs from transcript where path = ?"
        return self._read(rows, ((path,) for path in paths))

    def recent(self, since_ns: int) -> dict[str, tuple[Transcript, Bookmark]]:
        """What is known of sessions of which one transcript was written since then."""
        rows = (
            "select path, bookmark, signs from transcript where session in"
            " (select session from transcript where written_ns >= ?)"
        )
        return self._read(rows, ((since_ns,),))

    def _read(
        self, rows: str, asked: Iterable[tuple[str | int]]
    ) -> dict[str, tuple[Transcript, Bookmark]]:
        known = {}
        try:
            for values in asked:
                for path, bookmark, transcript in self._db.execute(rows, values):
                    known[path] = (_transcript.decode(transcript), _bookmark.decode(bookmark))
        except (sqlite3.DatabaseError, msgspec.MsgspecError, UnicodeDecodeError):
            self._db.close()
            self._db = made_anew(self._path, FORM)
            return {}
        return known

    def save(self, read: Mapping[str, tuple[Transcript, Bookmark]], gone: Iterable[str]) -> None:
        """Store what was read, forget what is gone; what cannot be stored is read again."""
        encode = msgspec.msgpack.encode
        rows = [
            (path, found.session_id, mark.mtime_ns, encode(mark), encode(found))
            for path, (found, mark) in read.items()
        ]
        with suppress(sqlite3.DatabaseError), self._db:
            self._db.execute("begin immediate")
            self._db.executemany("insert or replace into transcript values (?, ?, ?, ?, ?)", rows)
            self._db.executemany("delete from transcript where path = ?", ((one,) for one in gone))
