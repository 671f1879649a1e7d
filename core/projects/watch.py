"""Claude Code's project folders on disk: which transcripts lie there, whatever else does."""

from __future__ import annotations

import os
import stat
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.files.watch import ear
from core.model.files import Found
from core.places import META
from core.projects.whose import family, named, whose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.projects.whose import Whose

DEPTH = 7
"""Folders below `projects/` that are looked into."""
DEBOUNCE_MS, STEP_MS, TIMEOUT_MS = 20, 10, 500
"""The library's own 1600 and 50 would let a change wait for over a second."""
CALM = ((120, 100), (10, 40), (0, STEP_MS))
"""After so many looks of half a second without a change, so many ms from one question to the next:
each of them wakes the machine."""
MISSING_S = 1.0


@dataclass(slots=True)
class Walk:
    """What a walk over `projects/` found."""

    files: list[Found] = field(default_factory=list)
    metas: dict[str, Found] = field(default_factory=dict)
    """Meta files of agents without a transcript, by the path that will have."""
    unreadable: list[str] = field(default_factory=list)
    exists: bool = False


def walk(projects: str, *, below: str = "") -> Walk:
    """List every transcript below `projects/`, or below one folder in it.

    Folders and files of other names are passed over; a folder is entered once, by a link only if
    there is no other way; FIFOs, sockets and folders that end in .jsonl are no transcripts; what
    cannot be opened is named.
    """
    found = Walk()
    entered: set[tuple[int, int]] = set()
    folders = deque([below or projects])
    links: deque[str] = deque()
    while folders or links:
        folder = folders.popleft() if folders else links.popleft()
        inside = _entries(folder, found, entered)
        is_deep = folder.count("/", len(projects) + 1) >= DEPTH
        session_id = family(folder[len(projects) + 1 :])
        for entry in inside:
            if _is_folder(entry) and not is_deep:
                (links if entry.is_symlink() else folders).append(entry.path)
        if session_id is not None:
            _note(inside, session_id, found)
    return found


def _entries(folder: str, found: Walk, entered: set[tuple[int, int]]) -> list[os.DirEntry[str]]:
    """What lies in a folder, unless it was entered before."""
    try:
        state = os.stat(folder)
        if (state.st_dev, state.st_ino) in entered:
            return []
        entered.add((state.st_dev, state.st_ino))
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return []
    except OSError:
        found.unreadable.append(folder)
        return []
    found.exists = True
    named = [entry for entry in entries if _is_text(entry.name)]
    if len(named) < len(entries):
        found.unreadable.append(f"{folder} (names that are no text)")
    return named


def _is_text(name: str) -> bool:
    """Whether a name can be stored and shown; Claude Code's own are plain letters."""
    return name.isascii() or not any("\udc80" <= letter <= "\udcff" for letter in name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _note(inside: Iterable[os.DirEntry[str]], session_id: str, found: Walk) -> None:
    """Note a folder's transcripts, and the meta files of those that are not there yet."""
    announced, there = [], set()
    for entry in inside:
        who = named(entry.name, session_id)
        if who is None:
            continue
        if who.is_meta:
            announced.append((entry, who))
        elif (file := _file(entry, who)) is not None:
            found.files.append(file)
            there.add(file.path)
    for entry, who in announced:
        path = transcript_of(entry.path)
        if path not in there and (file := _file(entry, who)) is not None:
            found.metas[path] = file


def _file(entry: os.DirEntry[str], who: Whose) -> Found | None:
    try:
        state = entry.stat()
    except OSError:
        return None
    if not stat.S_ISREG(state.st_mode):
        return None
    size, at = state.st_size, state.st_mtime_ns
    return Found(entry.path, who.session_id, who.agent_id, state.st_ino, size, at)


def transcript_of(meta_path: str) -> str:
    """The transcript that a meta file announces."""
    return meta_path[: -len(META)] + ".jsonl"


def look(projects: str, path: str) -> Found | None:
    """One transcript as it is now; None if it is none or gone."""
    who = whose(path[len(projects) + 1 :])
    if who is None or who.is_meta:
        return None
    try:
        state = os.stat(path)
    except OSError:
        return None
    if not stat.S_ISREG(state.st_mode):
        return None
    return Found(path, who.session_id, who.agent_id, state.st_ino, state.st_size, state.st_mtime_ns)


class Changes:
    """Tells which paths below a folder have changed, from a thread of its own.

    The folder need not exist yet. A file that is written right after its new folder was made is
    often not reported, so every new folder is to be looked through by whoever listens.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._stop = threading.Event()

    def stop(self) -> None:
        """End the iteration soon."""
        self._stop.set()

    def batches(self) -> Iterator[frozenset[str]]:
        """Yield changed paths as they come; an empty batch now and then, when nothing has.

        The first batch has the folder itself: what was made before the watch began is there.
        """
        from watchfiles._rust_notify import WatchfilesRustInternalError  # noqa: PLC0415, likewise

        while not self._stop.is_set():
            if os.path.isdir(self._folder):
                try:
                    yield from self._seen()
                except WatchfilesRustInternalError:
                    # It cannot bear a name that is not UTF-8: for as long as one is there,
                    # everything is looked through now and then instead.
                    self._stop.wait(MISSING_S)
                    yield frozenset({self._folder})
            else:
                self._stop.wait(MISSING_S)
                yield frozenset()

    def _seen(self) -> Iterator[frozenset[str]]:
        """Yield changed paths for as long as the folder is there."""
        unseen, calm = frozenset({self._folder}), 0
        with ear([self._folder], is_recursive=True) as watcher:
            while not self._stop.is_set():
                step = next(step for least, step in CALM if calm >= least)
                said = watcher.watch(DEBOUNCE_MS, step, TIMEOUT_MS, self._stop)
                batch = (
                    frozenset(path for _, path in said) if isinstance(said, set) else frozenset()
                )
                calm = 0 if batch else calm + 1
                yield unseen | batch
                unseen = frozenset()
                if not batch and not os.path.isdir(self._folder):
                    break
