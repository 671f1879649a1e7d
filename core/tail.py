"""Where one line ends: whole lines out of mouthfuls of bytes, and what became of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LINE_LIMIT = 16 * 1024 * 1024
"""A longer line is passed over without being held, and counted as unread."""
HEAD = 1024
"""Bytes of a file's beginning by which a file that was written anew is known."""
FOOT = 64
"""Bytes before the place read up to that must still be there."""


class Turned(Enum):
    """What has become of a file since its bookmark."""

    SAME = "same"
    GROWN = "grown"
    REPLACED = "replaced"
    """Truncated, rotated or written anew: everything is read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """How far a file was read, and how to know that it is still the same file."""

    inode: int = 0
    size: int = 0
    mtime_ns: int = 0
    offset: int = 0
    """Everything before it was read as whole lines."""
    mark: bytes = b""
    """Fingerprint of the file's beginning and of the bytes before `offset`."""
    skipping: bool = False
    """`offset` stands inside a line that is too long to hold."""

    def turned(self, *, inode: int, size: int, mtime_ns: int) -> Turned:
        """Compare it with what `stat` says now."""
        if inode != self.inode or size < self.offset:
            return Turned.REPLACED
        if size == self.size and mtime_ns == self.mtime_ns:
            return Turned.SAME
        return Turned.GROWN

    def still_there(self, read_at: Callable[[int, int], bytes]) -> bool:
        """Whether the part of a file that was read is still what it was."""
        return self.offset == 0 or fingerprint(read_at, self.offset) == self.mark


UNOPENED = Bookmark()


def fingerprint(read_at: Callable[[int, int], bytes], offset: int) -> bytes:
    """Fingerprint of what was read of a file up to `offset`; `read_at` takes count and offset."""
    head = read_at(min(HEAD, offset), 0)
    foot = read_at(min(FOOT, offset), max(0, offset - FOOT))
    return blake2b(head + foot, digest_size=16).digest()


@dataclass(slots=True)
class Cutter:
    """Cuts mouthfuls of one file into whole lines; a torn last line waits in the file.

    Nothing is carried over but the offset: a torn line is read again when it has grown, and a line
    of `limit` bytes or more is skipped mouthful by mouthful, so that memory stays bounded.
    """

    offset: int
    """Where the next mouthful must begin."""
    skipping: bool = False
    """`offset` stands inside a line that is too long."""
    too_long: list[int] = field(default_factory=list)
    """Offsets of the lines that were skipped."""
    limit: int = LINE_LIMIT

    def cut(self, mouthful: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield each whole line of a mouthful with its offset in the file.

        A mouthful without any newline leaves `offset` where it was: come again with a larger one,
        unless it is `limit` bytes long; then the line is passed over.
        """
        base, start = self.offset, 0
        if self.skipping:
            end = mouthful.find(b"\n")
            if end < 0:
                self.offset = base + len(mouthful)
                return
            self.skipping = False
            start = end + 1
        while (end := mouthful.find(b"\n", start)) >= 0:
            if end - start >= self.limit:
                self.too_long.append(base + start)
            elif end > start:
                yield base + start, mouthful[start:end]
            start = end + 1
        if len(mouthful) - start >= self.limit:
            self.too_long.append(base + start)
            self.skipping = True
            start = len(mouthful)
        self.offset = base + start
