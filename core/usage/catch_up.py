"""Brings the index up to what lies on disk: what must be read, by whom, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from core.tail import UNOPENED, Turned
from core.usage.sheet import Sheet
from core.usage.store import Index
from core.usage.watch import Read, Reader, vanished

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

    from core.model.files import Found
    from core.model.where import Where
    from core.tail import Bookmark
    from core.usage.store import Sums

TWO_READERS_FROM = 200_000_000
"""Bytes of new transcripts from which a second reader pays for its start."""
BATCH = 128
"""Files between two words about how far it has come."""


class SecondReader(Protocol):
    """Reads some of the new files at the same time, in a process of its own."""

    def share(self, files: Sequence[Found]) -> list[Found]:
        """Begin to read some of them; give the others."""

    def results(self) -> Iterable[Read]:
        """Wait for all of it."""


def catch_up(
    index: Index,
    files: Sequence[Found],
    *,
    all_files: bool = True,
    second: Callable[[], SecondReader] | None = None,
    told: Callable[[int, int], None] | None = None,
) -> None:
    """Read what is new, newest files first, and commit it in one transaction.

    `all_files` says that `files` is everything there is: what the index knows besides is gone.
    `told` hears (files read, files to read).
    """
    known = index.bookmarks()
    new = changed(files, known)
    unseen = known.keys() - {found.path for found in files} if all_files else ()
    gone = vanished(unseen)
    if not new and not gone:
        return
    fresh = [found for found in new if found.path not in known]
    other: SecondReader | None = None
    here = new
    if second is not None and sum(found.size for found in fresh) >= TWO_READERS_FROM:
        other = second()
        here = other.share(fresh)
        here += [found for found in new if found.path in known]
    reads = _read(index, here, known, told)
    if other is not None:
        reads.extend(other.results())
    index.commit(reads, gone)


def _read(
    index: Index,
    files: Sequence[Found],
    known: Container[str],
    told: Callable[[int, int], None] | None,
) -> list[Read]:
    reader, reads = Reader(), []
    for number, found in enumerate(files):
        if told is not None and number % BATCH == 0:
            told(number, len(files))
        bookmark, sheet = index.sheet(found.path) if found.path in known else (UNOPENED, Sheet())
        read = reader.read_on(found, bookmark, sheet)
        if read is not None:
            reads.append(read)
    return reads


def changed(files: Iterable[Found], known: dict[str, Bookmark]) -> list[Found]:
    """Files that are new or not as the index knows them, newest first."""
    new = [
        found
        for found in files
        if (mark := known.get(found.path)) is None
        or mark.turned(inode=found.inode, size=found.size, mtime_ns=found.mtime_ns)
        is not Turned.SAME
    ]
    return sorted(new, key=lambda found: -found.mtime_ns)


def spent(
    where: Where,
    files: Sequence[Found],
    *,
    all_files: bool = True,
    told: Callable[[int, int], None] | None = None,
) -> tuple[list[Sums], int]:
    """Bring the index of tokens up to date, and read what every transcript owns.

    Gives besides how many lines are longer than can be held: what they cost is not in the sums.

    `all_files` says that there are no others: the index forgets what it knows besides.
    """
    index = Index(where.index("usage"))
    try:
        sums = summed(index, files, all_files=all_files, told=told)
        return sums, index.too_long()
    finally:
        index.close()


def summed(
    index: Index,
    files: Sequence[Found],
    *,
    all_files: bool = True,
    told: Callable[[int, int], None] | None = None,
) -> list[Sums]:
    """Do the same with an index that stays open, for one user at a time, in whichever thread."""

    def caught_up() -> list[Sums]:
        catch_up(index, files, all_files=all_files, second=_second, told=told)
        return index.sums()

    return index.mended(caught_up)


def _second() -> SecondReader:
    from core.usage.act import Companion  # noqa: PLC0415, only for a cold gigabyte

    return Companion()
