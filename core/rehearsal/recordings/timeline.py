"""A recorded timeline and the files it tells of, as changes in their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.clean import clean
from core.errors import Misuse
from core.rehearsal.change import Change, Kind, Slice
from core.rehearsal.recordings.paths import apart, below, home_of
from core.rehearsal.recordings.records import Entry, Mark, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LINES = ".jsonl"
META = ".meta.json"
KINDS = tuple(Kind)
ENTRY = 'an object with "t" (seconds), "ev" and "path"'
MARK = 'an object with "t" (seconds) and "mark"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A regular file of the recorded tree."""

    file: str
    """Where it lies now."""
    size: int
    content: bytes | None = None
    """Its bytes, of documents that are small."""


def entries(lines: Iterable[bytes], name: str) -> list[tuple[int, Entry]]:
    """Read the lines of a timeline with their numbers, in order of time; blank ones say nothing."""
    found = []
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        where = f"{name}, line {number}"
        entry = told(raw, Entry, where, ENTRY)
        if entry.ev not in KINDS:
            said = clean(entry.ev, limit=40)
            raise Misuse(f"{where}: expected ev to be one of {', '.join(KINDS)}, found {said!r}.")
        if entry.size is not None and entry.size < 0:
            raise Misuse(f"{where}: expected size in bytes, found {entry.size}.")
        found.append((number, entry))
    return sorted(found, key=lambda one: one[1].t)


def kills(lines: Iterable[bytes], name: str) -> tuple[float, ...]:
    """Read when the recorded processes were killed; other marks are for people."""
    marks = (
        told(raw, Mark, f"{name}, line {number}", MARK)
        for number, raw in enumerate(lines, 1)
        if raw.strip()
    )
    return tuple(sorted(mark.t for mark in marks if mark.mark.lower().startswith("kill")))


def changes(
    told_entries: Iterable[tuple[int, Entry]], tree: Mapping[str, Source], name: str
) -> tuple[tuple[Change, ...], frozenset[str]]:
    """Changes of a timeline, and the paths whose bytes are nowhere.

    A timeline gives sizes; the bytes come from the tree, or from the entry itself where a small
    document was recorded whole. Symbolic links are neither made nor followed.
    """
    told_entries = list(told_entries)
    home = home_of(entry.path for _, entry in told_entries)
    becoming = _Becoming(tree)
    made: list[Change] = []
    for number, entry in told_entries:
        path = below(entry.path, home, f"{name}, line {number}")
        if path is not None and entry.link is None:
            made.extend(becoming.after(entry, path))
    apart({change.path for change in made if change.kind is not Kind.REMOVE}, name)
    return tuple(made), frozenset(becoming.unknown)


class _Becoming:
    """What each file has become so far."""

    def __init__(self, tree: Mapping[str, Source]) -> None:
        self._tree = tree
        self._sizes: dict[str, int] = {}
        self.unknown: set[str] = set()

    def after(self, entry: Entry, path: str) -> Iterator[Change]:
        """What one entry does to a path."""
        if entry.ev == Kind.REMOVE:
            yield from self._removed(entry, path)
        elif entry.content is not None or entry.size == 0:
            content = (entry.content or "").encode()
            known = self._sizes.get(path)
            self._sizes[path] = len(content)
            kind = Kind.CREATE if known is None else Kind.CHANGE
            yield Change(at=entry.t, path=path, kind=kind, content=content)
        elif entry.size is not None:
            yield from self._sized(entry.t, path, entry.size)

    def _removed(self, entry: Entry, path: str) -> Iterator[Change]:
        gone = [one for one in self._sizes if one == path or one.startswith(f"{path}/")]
        for one in gone:
            del self._sizes[one]
        if gone:
            yield Change(at=entry.t, path=path, kind=Kind.REMOVE)

    def _sized(self, at: float, path: str, size: int) -> Iterator[Change]:
        """A size alone: the bytes are those of the tree's file, as far as it goes."""
        source = self._tree.get(path)
        known = self._sizes.get(path)
        if source is None or (known is not None and not path.endswith(LINES)):
            if known is None:
                self.unknown.add(path)
            return
        end = min(size, source.size)
        self._sizes[path] = end
        if known is None:
            kind, begin = Kind.CREATE, 0
        elif end >= known:
            kind, begin = Kind.GROW, known
        else:
            kind, begin = Kind.CHANGE, 0
        yield Change(at=at, path=path, kind=kind, content=Slice(source.file, begin, end))
