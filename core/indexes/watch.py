"""Reads a database without leaving a trace: SQLite itself writes an index beside it to read it."""

from __future__ import annotations

import os
import sqlite3
import struct

HEADER, FRAME = 32, 24
"""Bytes before the first frame of a write-ahead log, and before each page in it."""
TRIES = 5
_JOURNAL = slice(18, 20)
"""Where a database says that it has a write-ahead log; 1, 1: it has none."""


def untouched(path: str) -> sqlite3.Connection:
    """Give a copy in memory: the file, and over it what was committed to its log since.

    Raises sqlite3.OperationalError where it cannot be read, or is written all the time.
    """
    for _ in range(TRIES):
        try:
            before = _stamps(path)
            pages, log = _bytes(path), _bytes(f"{path}-wal")
        except OSError as error:
            raise sqlite3.OperationalError(str(error)) from error
        if before == _stamps(path):
            copy = sqlite3.connect(":memory:")
            copy.deserialize(overlaid(pages, log))
            return copy
    raise sqlite3.OperationalError(f"{path} changes all the time")


def overlaid(pages: bytes, log: bytes) -> bytes:
    """Lay the committed pages of a log over a database's; what is torn or old is left out."""
    image = bytearray(pages)
    if len(log) > HEADER:
        size, salts = struct.unpack_from(">8xI4x8s", log)
        new, step = dict[int, int](), FRAME + size
        for at in range(HEADER, len(log) - step + 1, step):
            number, total, mine = struct.unpack_from(">II8s", log, at)
            if mine != salts:
                break
            new[number] = at + FRAME
            if total:
                image.extend(bytes(max(0, total * size - len(image))))
                for page, where in new.items():
                    image[(page - 1) * size : page * size] = log[where : where + size]
                del image[total * size :]
                new.clear()
    image[_JOURNAL] = b"\1\1"
    return bytes(image)


def _stamps(path: str) -> list[tuple[int, int, int] | None]:
    found: list[tuple[int, int, int] | None] = []
    for name in (path, f"{path}-wal"):
        try:
            told = os.stat(name)
        except FileNotFoundError:
            found.append(None)
        else:
            found.append((told.st_ino, told.st_size, told.st_mtime_ns))
    return found


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""
