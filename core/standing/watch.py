"""What an answer rests on, seen again: files, folders and processes, by `stat` alone."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.standing.marks import Mark, Start

START = 19
"""Place of `starttime` behind the name in /proc/<pid>/stat."""


def marks(paths: list[str]) -> list[Mark]:
    """(path, size, mtime) of each; a missing one has none. A folder counts by its mtime."""
    found: list[Mark] = []
    for path in paths:
        try:
            state = os.stat(path)
        except OSError:
            found.append((path, -1, 0))
            continue
        size = 0 if stat.S_ISDIR(state.st_mode) else state.st_size
        found.append((path, size, state.st_mtime_ns))
    return found


def unchanged(before: list[Mark]) -> bool:
    """Whether every path is as it was."""
    for path, size, mtime_ns in before:
        try:
            state = os.stat(path)
        except OSError:
            if size != -1:
                return False
            continue
        if state.st_mtime_ns != mtime_ns:
            return False
        if state.st_size != size and not stat.S_ISDIR(state.st_mode):
            return False
    return True


def starts(pids: list[int]) -> list[Start]:
    """(pid, start time) of processes; empty for one that is gone or cannot be told."""
    found: list[Start] = []
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat") as line:
                found.append((pid, line.read().rpartition(")")[2].split()[START]))
        except (OSError, IndexError):
            found.append((pid, ""))
    return found


def moved(before: list[Start]) -> bool:
    """Whether any of these processes is no longer the same."""
    now = dict(starts([pid for pid, _ in before]))
    return any(now[pid] != start for pid, start in before)
