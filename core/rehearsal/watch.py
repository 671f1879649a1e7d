"""A recording on disk: the tree, its timeline and its marks."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Misuse
from core.rehearsal.change import Change, Kind, Recording, Slice
from core.rehearsal.recordings.derive import derived
from core.rehearsal.recordings.timeline import LINES, Source, changes, entries, kills

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMELINE = "fs-timeline.jsonl"
MARKS = "marks.jsonl"
HOMES = ("home/.claude", ".claude", "")
"""Where the recorded Claude folder may lie below the folder that a person names."""
PLAYED = ("projects", "sessions", "teams", "tasks")
"""What of a Claude folder tells of agents; the rest is the user's own."""
SMALL = 1 << 16
DEPTH = 12


def recorded(folder: str) -> Recording:
    """Read a recording: with its timeline if there is one, else by the times of its records.

    Files that the timeline does not name are older than it, and there from its beginning.
    """
    if not Path(folder).is_dir():
        raise Misuse(f"replay {folder}: there is no such folder.")
    tree = _tree(_home(folder))
    timeline = Path(folder, TIMELINE)
    killed = kills(_lines(f"{folder}/{MARKS}"), f"{folder}/{MARKS}")
    if timeline.is_file():
        told = entries(_lines(str(timeline)), str(timeline))
        made, unknown = changes(told, tree, str(timeline))
        made = _before(made, tree) + made
    else:
        made, unknown = derived(tree, _lines), frozenset()
    if not made:
        raise Misuse(f"{folder} holds no recording: expected home/.claude/projects, or {TIMELINE}.")
    return Recording(changes=made, kills=killed, unknown=unknown)


def _before(made: tuple[Change, ...], tree: dict[str, Source]) -> tuple[Change, ...]:
    """What of the tree lay there when the timeline began."""
    named = {change.path for change in made}
    first = made[0].at if made else 0.0
    older = (path for path in sorted(tree) if path not in named)
    return tuple(
        Change(
            at=first,
            path=path,
            kind=Kind.CREATE,
            content=tree[path].content or Slice(tree[path].file, 0, tree[path].size),
        )
        for path in older
        if made
    )


def _home(folder: str) -> str:
    for name in HOMES:
        home = os.path.join(folder, name).rstrip("/")
        if any(os.path.isdir(f"{home}/{top}") for top in PLAYED):
            return home
    return folder


def _tree(home: str) -> dict[str, Source]:
    """Regular files of a Claude folder by their relative path; no link is followed."""
    found: dict[str, Source] = {}
    for top in PLAYED:
        for path, size in _files(f"{home}/{top}", DEPTH):
            content = None
            if size <= SMALL and not path.endswith(LINES):
                content = Path(path).read_bytes()
            found[path[len(home) + 1 :]] = Source(file=path, size=size, content=content)
    return found


def _files(folder: str, depth: int) -> Iterator[tuple[str, int]]:
    try:
        entries_here = sorted(os.scandir(folder), key=lambda one: one.name)
    except OSError:
        return
    for entry in entries_here:
        if entry.is_dir(follow_symlinks=False):
            if depth:
                yield from _files(entry.path, depth - 1)
            continue
        state = entry.stat(follow_symlinks=False)
        is_secret = entry.name.endswith(".key") or ".key." in entry.name
        if stat.S_ISREG(state.st_mode) and not is_secret:
            yield entry.path, state.st_size


def _lines(path: str) -> Iterator[bytes]:
    """Lines of a file with their ends; none where there is no such file."""
    try:
        with Path(path).open("rb") as lines:
            yield from lines
    except FileNotFoundError:
        return
    except OSError as error:
        raise Misuse(f"{path} cannot be read: {error.strerror}.") from None
