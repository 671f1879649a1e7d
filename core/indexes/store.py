"""An SQLite file of ours that may be lost: opened, made anew, or in memory where none can be."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

IN_MEMORY = ":memory:"
WAIT_S = 30.0
"""How long another process may hold it."""


class Form(NamedTuple):
    """What such a file holds."""

    number: int
    """Stands in `user_version`; a file of another number is made anew."""
    table: str
    columns: str


def opened(path: str, form: Form) -> sqlite3.Connection:
    """Open the file, or make it; a broken one, or one of another form, is made anew.

    Where none can be kept, because of a full disk, a lock or missing rights, one in memory does
    for this time. May be used by one thread after the other.
    """
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return connected(path, form)
    except (OSError, sqlite3.OperationalError):
        return connected(IN_MEMORY, form)
    except sqlite3.DatabaseError:
        return made_anew(path, form)


def made_anew(path: str, form: Form) -> sqlite3.Connection:
    """Throw away what is there, and begin with an empty one."""
    try:
        for end in ("", "-wal", "-shm"):
            Path(path + end).unlink(missing_ok=True)
        return connected(path, form)
    except (OSError, sqlite3.DatabaseError):
        return connected(IN_MEMORY, form)


def connected(path: str, form: Form) -> sqlite3.Connection:
    """Connect to a file that is there, or to one in memory."""
    db = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None, check_same_thread=False)
    try:
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = normal")
        _settle(db, form)
    except sqlite3.Error:
        db.close()
        raise
    return db


def _settle(db: sqlite3.Connection, form: Form) -> None:
    """Make the table anew if it is of another form; of several processes, one does."""
    if _number(db) == form.number:
        return
    with db:
        db.execute("begin immediate")
        if _number(db) != form.number:
            db.execute(f"drop table if exists {form.table}")
            db.execute(f"create table {form.table} {form.columns}")
            db.execute(f"pragma user_version = {form.number}")


def _number(db: sqlite3.Connection) -> int:
    return int(db.execute("pragma user_version").fetchone()[0])
