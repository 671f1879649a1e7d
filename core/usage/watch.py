"""Transcripts on disk -> sheets of answers; only what is new is read."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.model.files import Found  # noqa: TC001, a second reader sends it through a pipe
from core.tail import (
    LINE_LIMIT,
    UNOPENED,
    Bookmark,
    Turned,
    fingerprint,
)
from core.usage.scan import asked, scan
from core.usage.sheet import Sheet, sums

if TYPE_CHECKING:
    from collections.abc import Iterable

MOUTHFUL = 1 << 18
"""Bytes read at once: what fits into a core's own cache is searched fastest."""
REQUEST_LIMIT = 1 << 20
"""A longer line names no request; its pieces are passed over one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One file as far as it was read, packed for the index and for a pipe."""

    found: Found
    base: Bookmark
    """What the index had of it when reading began."""
    bookmark: Bookmark
    too_long: int
    """Lines passed over because they are longer than can be held."""
    models: tuple[str, ...]
    ids: bytes
    rows: bytes
    sums: bytes
    """As if it owned all its answers."""


class Reader:
    """Reads files one after the other into one buffer, which it keeps."""

    def __init__(self, mouthful: int = MOUTHFUL, limit: int = LINE_LIMIT) -> None:
        self._buffer = bytearray(mouthful)
        self._mouthful = mouthful
        self._limit = limit

    def read_on(self, found: Found, bookmark: Bookmark, sheet: Sheet) -> Read | None:
        """Read what is new in a file; None if it cannot be opened.

        A file that was truncated, rotated or written anew is read from its beginning into a new
        sheet. Bytes after the last newline wait.
        """
        try:
            descriptor = os.open(found.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError:
            return None
        try:
            state = os.fstat(descriptor)
            if not stat.S_ISREG(state.st_mode):
                return None

            def read_at(count: int, offset: int) -> bytes:
                return os.pread(descriptor, count, offset)

            base = bookmark
            how = base.turned(inode=state.st_ino, size=state.st_size, mtime_ns=state.st_mtime_ns)
            if how is Turned.REPLACED or not bookmark.still_there(read_at):
                bookmark, sheet = UNOPENED, Sheet()
            too_long, offset, skipping = self._drain(descriptor, bookmark, sheet)
            mark = Bookmark(
                inode=state.st_ino,
                size=state.st_size,
                mtime_ns=state.st_mtime_ns,
                offset=offset,
                skipping=skipping,
                mark=fingerprint(read_at, offset),
            )
            return _packed(found, base, mark, sheet, too_long)
        except OSError:
            return None
        finally:
            os.close(descriptor)

    def _drain(self, descriptor: int, mark: Bookmark, sheet: Sheet) -> tuple[int, int, bool]:
        """Read to the end of the file; (lines too long, offset, whether it is inside one)."""
        buffer, too_long = self._buffer, 0
        offset, kept, skipping = mark.offset, 0, mark.skipping
        while True:
            with memoryview(buffer) as view:
                got = os.preadv(descriptor, [view[kept:]], offset + kept)
            filled = kept + got
            end = buffer.rfind(b"\n", 0, filled) + 1
            if end and skipping:
                end, skipping = buffer.find(b"\n", 0, filled) + 1, False
            elif end:
                scan(buffer, end, sheet)
            elif skipping:
                end = filled
            elif filled == len(buffer) and filled >= self._limit:
                too_long, end, skipping = too_long + 1, filled, True
            elif filled == len(buffer):
                buffer.extend(bytes(len(buffer)))
            buffer[: filled - end] = buffer[end:filled]
            offset, kept = offset + end, filled - end
            if got == 0 and not end:
                break
        if len(buffer) > self._mouthful:
            self._buffer = bytearray(self._mouthful)
        return too_long, offset, skipping


def _packed(found: Found, base: Bookmark, bookmark: Bookmark, sheet: Sheet, too_long: int) -> Read:
    ids, rows = sheet.pack()
    return Read(
        found=found,
        base=base,
        bookmark=bookmark,
        too_long=too_long,
        models=tuple(sheet.models),
        ids=ids,
        rows=rows,
        sums=sums(sheet.packed),
    )


def asked_in(path: str) -> frozenset[int]:
    """Stable hashes of the answers that a transcript asked for itself; empty if unreadable."""
    try:
        with open(path, "rb", opener=_nonblocking) as lines:
            return asked(iter(lambda: lines.readline(REQUEST_LIMIT), b""))
    except OSError:
        return frozenset()


def _nonblocking(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)


def vanished(paths: Iterable[str]) -> set[str]:
    """Those that are truly not there: another process may have found them since, or we may not."""
    return {path for path in paths if not _may_be_there(path)}


def _may_be_there(path: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
