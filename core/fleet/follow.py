"""Follows every transcript in scope: what was known, what is new, what is gone."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from core.fleet.survey import active, since_ns, surveyed
from core.model.events import Event, Heard, Lost, Reading
from core.model.frame import Progress
from core.model.signs import NO_META, Transcript
from core.places import META
from core.projects.watch import look, transcript_of, walk
from core.tail import UNOPENED, Turned
from core.transcripts.store import Index
from core.transcripts.watch import follow, read_meta

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from core.clock import Clock
    from core.model.files import Found
    from core.model.frame import Scope
    from core.model.where import Where
    from core.projects.watch import Walk
    from core.tail import Bookmark

MOUTHFUL = 64
"""Transcripts between two events of the first reading."""
SWEEP_S = 30.0
"""Seconds between two looks at everything, at least, whatever the file system tells."""
SWEEP_SHARE = 0.001
"""How much of the time may go into that; a large home is swept less often."""
SAVE_S = 5.0
"""Seconds between two writings of the index."""
SAVED_AT_ONCE = 100
"""More would hold up for too long what is new meanwhile; the others wait for the next time."""


class Follower:
    """Runs in one thread; holds the bookmark of every transcript that is followed."""

    def __init__(self, where: Where, scope: Scope, clock: Clock) -> None:
        self._clock = clock
        self._swept_at = clock.monotonic()
        self._pause = SWEEP_S
        self._where = where
        self._scope = scope
        self._projects = where.home.projects
        self._known: dict[str, tuple[Transcript, Bookmark]] = {}
        self._unsaved: dict[str, None] = {}
        """Transcripts that the index does not know as they are, the longest waiting first."""
        self._saved_at = clock.monotonic()
        self._came_by: deque[tuple[dict[str, Found], bool]] = deque()
        """Files that were seen since they were last asked for, and whether these are all."""
        self._swept: list[Found] = []
        """What the last look at everything found."""
        self.is_asked_anew = False
        """A person wants everything to be looked at again now."""

    def remember(self) -> Iterator[Event]:
        """What the index knows of transcripts in scope that are still as it knows them.

        Nothing is searched and nothing is read: it is there at once.
        """
        index = Index(self._where.index("signs"))
        since = since_ns(self._scope)
        known = index.recent(since)
        index.close()
        for path, (transcript, mark) in known.items():
            found = look(self._projects, path)
            if found is not None and _is_same(found, mark):
                self._known[path] = (transcript, mark)
        if self._known:
            yield Heard(transcripts=tuple(one for one, _ in self._known.values()))

    def begin(self) -> Iterator[Event]:
        """Everything in scope: first what the index knows, then what is new, newest first."""
        found = self._walk()
        self._swept = found.files
        self._note(found.files, is_all=True)
        wanted = active(found, self._scope)
        yield surveyed(self._where, found, len(found.files) - len(wanted))
        index = Index(self._where.index("signs"))
        known = index.load(one.path for one in wanted if one.path not in self._known)
        index.close()
        self._known |= known
        if known:
            yield Heard(transcripts=tuple(one for one, _ in known.values()))
        wanted.sort(key=lambda one: -one.mtime_ns)
        for start in range(0, len(wanted), MOUTHFUL):
            mouthful = wanted[start : start + MOUTHFUL]
            if any(one.path not in self._known for one in mouthful):
                yield Reading(progress=Progress(done=start, total=len(wanted)))
            yield from self._read(mouthful)
        yield Reading()
        yield from self._announce(found)
        self._save()

    def go_on(self, paths: Iterable[str]) -> Iterator[Event]:
        """What is new behind these paths; a folder among them is looked through."""
        files: dict[str, Found] = {}
        gone = []
        for path in paths:
            if path.endswith(META):
                yield from self._meta(path)
                continue
            found = look(self._projects, path)
            if found is not None:
                files[path] = found
            elif path in self._known:
                gone.append(path)
            elif "." not in path.rpartition("/")[2] or path == self._projects:
                inside = walk(self._projects, below=path)
                files |= {one.path: one for one in active(inside, self._scope)}
                self._note(inside.files)
                yield from self._announce(inside)
                if not inside.exists:
                    gone += [one for one in self._known if one.startswith(f"{path}/")]
        if files:
            self._note(files.values())
        yield from self._read(files.values())
        yield from self._sweep(gone)
        if gone:
            for path in gone:
                self._known.pop(path, None)
            yield Lost(paths=tuple(gone))
        self._rest()

    def come_by(self) -> tuple[list[Found], bool]:
        """Take every file seen to be there since the last time; whether these are all there are.

        May be called from another thread.
        """
        files, is_all = self._taken()
        return list(files.values()), is_all

    def close(self) -> None:
        """Keep what was read."""
        self._save()

    def _note(self, files: Iterable[Found], *, is_all: bool = False) -> None:
        """Keep for whoever counts what is there, each file once however often it has grown."""
        seen, was_all = self._taken()
        for one in files:
            seen[one.path] = one
        self._came_by.append((seen, is_all or was_all))

    def _taken(self) -> tuple[dict[str, Found], bool]:
        """Take what was noted; of two threads that try to, one gets it."""
        try:
            return self._came_by.popleft()
        except IndexError:
            return {}, False

    def _read(self, files: Iterable[Found]) -> Iterator[Event]:
        fresh = []
        for file in files:
            before = self._known.get(file.path)
            now = read_on(file, before)
            if now != before:
                self._known[file.path] = now
                self._unsaved[file.path] = None
                fresh.append(now[0])
        if fresh:
            yield Heard(transcripts=tuple(fresh))

    def _meta(self, path: str) -> Iterator[Event]:
        """A meta file came or changed: announce its agent, or tell what it is."""
        transcript = transcript_of(path)
        found = look(self._projects, transcript)
        known = self._known.get(transcript)
        if found is None:
            yield from self._announce(walk(self._projects, below=path.rpartition("/")[0]))
        elif known is not None:
            mark = known[1]
            now = read_on(found, (known[0], mark), again=True)
            if now != known:
                self._known[transcript] = now
                yield Heard(transcripts=(now[0],))

    def _announce(self, found: Walk) -> Iterator[Event]:
        here = {file.path for file in found.files}
        sessions = {one.session_id for one, _ in self._known.values()}
        fresh = tuple(
            announced(path, meta)
            for path, meta in found.metas.items()
            if path not in here and path not in self._known and meta.session_id in sessions
        )
        if fresh:
            yield Heard(transcripts=fresh)

    def _sweep(self, gone: list[str]) -> Iterator[Event]:
        """Now and then look at everything: a file system may forget to tell."""
        now = self._clock.monotonic()
        if now - self._swept_at < self._pause and not self.is_asked_anew:
            return
        self.is_asked_anew = False
        found = self._walk()
        if found.files != self._swept:
            self._swept = found.files
            self._note(found.files, is_all=True)
        wanted = active(found, self._scope)
        yield surveyed(self._where, found, len(found.files) - len(wanted))
        yield from self._read(wanted)
        yield from self._announce(found)
        gone += self._known.keys() - {one.path for one in found.files}

    def _walk(self) -> Walk:
        """Look at everything, and settle when to do so again."""
        self._swept_at = self._clock.monotonic()
        found = walk(self._projects)
        self._pause = max(SWEEP_S, (self._clock.monotonic() - self._swept_at) / SWEEP_SHARE)
        return found

    def _rest(self) -> None:
        now = self._clock.monotonic()
        if self._unsaved and now - self._saved_at >= SAVE_S:
            self._save(SAVED_AT_ONCE)

    def _save(self, most: int | None = None) -> None:
        self._saved_at = self._clock.monotonic()
        if not self._unsaved or not self._where.cache:
            return
        paths = list(islice(self._unsaved, most))
        index = Index(self._where.index("signs"))
        index.save({path: self._known[path] for path in paths if path in self._known}, ())
        index.close()
        for path in paths:
            del self._unsaved[path]


def _is_same(found: Found, mark: Bookmark) -> bool:
    how = mark.turned(inode=found.inode, size=found.size, mtime_ns=found.mtime_ns)
    return how is Turned.SAME


def listen(where: Where, found: Walk, wanted: Sequence[Found]) -> list[Transcript]:
    """Read on in every transcript that is wanted."""
    index = Index(where.index("signs"))
    try:
        known = index.load(one.path for one in wanted)
        fresh: dict[str, tuple[Transcript, Bookmark]] = {}
        heard = []
        for file in wanted:
            transcript, mark = read_on(file, known.get(file.path))
            if known.get(file.path) != (transcript, mark):
                fresh[file.path] = (transcript, mark)
            heard.append(transcript)
        if fresh:
            index.save(fresh, ())
    finally:
        index.close()
    paths = {one.path for one in wanted}
    sessions = {one.session_id for one in wanted}
    heard += [
        announced(path, meta)
        for path, meta in found.metas.items()
        if path not in paths and meta.session_id in sessions
    ]
    return heard


def read_on(
    file: Found, known: tuple[Transcript, Bookmark] | None, *, again: bool = False
) -> tuple[Transcript, Bookmark]:
    """One transcript as it is now; nothing is opened if `stat` says that nothing is new.

    `again` says that its meta file has changed.
    """
    before, mark = known if known is not None else (None, UNOPENED)
    if before is not None and not again and _is_same(file, mark):
        return before, mark
    transcript, mark = follow(file, before, mark)
    if file.agent_id and (before is None or again or before.meta == NO_META):
        transcript = replace(transcript, meta=read_meta(file.path))
    return transcript, mark


def announced(path: str, meta: Found) -> Transcript:
    """An agent whose meta file is there before its transcript."""
    return Transcript(
        path=path,
        session_id=meta.session_id,
        agent_id=meta.agent_id,
        exists=False,
        meta=read_meta(path),
    )
