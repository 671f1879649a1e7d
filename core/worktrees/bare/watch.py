"""Counts the snapshots in our repositories by their refs, as files: no git process is started."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from core.worktrees.records import REFS, task_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def repositories(folder: str) -> list[str]:
    """List our repositories; none where no snapshot was ever taken."""
    return [f"{folder}/{name}" for name in sorted(_names(folder)) if name.endswith(".git")]


def latest(folder: str) -> dict[str, int]:
    """Give the number of every task's latest snapshot."""
    numbers: dict[str, int] = {}
    for repository in repositories(folder):
        for task, number in refs(repository):
            numbers[task] = max(number, numbers.get(task, 0))
    return numbers


def refs(repository: str) -> Iterator[tuple[str, int]]:
    """Give task and number of every snapshot in a repository of ours."""
    yield from _packed(repository, *_state(f"{repository}/packed-refs"))
    top = f"{repository}/{REFS}"
    for run in _names(top):
        for task in _names(f"{top}/{run}"):
            key = task_of(f"{run}/{task}")
            numbers = _names(f"{top}/{run}/{task}")
            yield from ((key, int(name)) for name in numbers if name.isdecimal())


@lru_cache(maxsize=64)
def _packed(repository: str, changed: int, size: int) -> tuple[tuple[str, int], ...]:
    """Read the refs of ours that somebody has packed; again only when the file has changed."""
    if not size or not changed:
        return ()
    with open(f"{repository}/packed-refs", encoding="utf-8", errors="replace") as file:
        refs = (line.rstrip("\n").partition(" ")[2] for line in file)
        ours = [ref.rpartition("/") for ref in refs if ref.startswith(f"{REFS}/")]
    return tuple(
        (task_of(task.removeprefix(f"{REFS}/")), int(number))
        for task, _, number in ours
        if number.isdecimal()
    )


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _state(path: str) -> tuple[int, int]:
    try:
        seen = os.stat(path)
    except FileNotFoundError:
        return 0, 0
    return seen.st_mtime_ns, seen.st_size
