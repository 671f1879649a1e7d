"""Ways in which a database is lost."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def missing(path: Path) -> None:
    """The file and all that belongs to it is gone."""
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.unlink(f"{path}{end}")


def scribbled(path: Path, where: int) -> None:
    """Garbage stands in it."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    with path.open("r+b") as file:
        file.seek(where)
        file.write(b"\xa5" * 6000)


def header(path: Path) -> None:
    """Garbage at its beginning."""
    scribbled(path, 0)


def middle(path: Path) -> None:
    """Garbage behind its first page."""
    scribbled(path, 4096)


def cut(path: Path) -> None:
    """Garbage, and half of it is missing."""
    scribbled(path, 8192)
    os.truncate(path, path.stat().st_size // 2)


def emptied(path: Path) -> None:
    """A file of no bytes, which SQLite takes for a new one."""
    missing(path)
    path.touch()


def without_wal(path: Path) -> None:
    """What was written last is gone: it is whole, and old."""
    os.unlink(f"{path}-wal")


EVERY = (missing, header, middle, cut, emptied, without_wal)
