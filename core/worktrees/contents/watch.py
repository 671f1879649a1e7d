"""Looks at a worktree as a snapshot needs it: where it stands, and which of its files count."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field

from core.model.worktree import Stand
from core.worktrees.bare.store import UNHOOKED, run
from core.worktrees.listing import ARGUMENTS, Listed, listed
from core.worktrees.secrets import LOOKED_AT, holds_key, is_secret_by_name
from core.worktrees.state import branch_of

LARGEST = 100 * 1024 * 1024
"""Bytes of the largest file that is taken: what is larger was hardly written by an agent."""
NESTED = "a repository of its own"
BY_NAME = "looks like a secret"
BY_CONTENT = "holds a key"
UNREADABLE = "cannot be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The paths of a worktree: tracked, and others that are not ignored."""

    same: set[bytes]
    """Paths that our index holds as they are."""
    wanted: dict[bytes, int] = field(default_factory=dict)
    """Other files and symbolic links that are taken, and their sizes."""
    kept: dict[bytes, tuple[bytes, bytes]] = field(default_factory=dict)
    """What git's index says of what is not there: mode and object."""
    refused: dict[bytes, str] = field(default_factory=dict)
    """Files that are not taken, and why."""


def stand(worktree: str) -> Stand:
    """Tell where a worktree stands; raises ValueError where there is none."""
    words = ("--show-toplevel", "--git-dir", "--git-common-dir", "--revs-only", "HEAD")
    where = ("-C", worktree, *UNHOOKED, "rev-parse", "--path-format=absolute")
    told = os.fsdecode(run(*where, *words, env={})).removesuffix("\n").split("\n")
    if len(told) not in (3, 4) or os.path.realpath(told[0]) != os.path.realpath(worktree):
        raise ValueError("it is no worktree of its own")
    top, own, shared, head = (*told, "")[:4]
    with open(f"{own}/HEAD", encoding="utf-8", errors="replace") as file:
        branch = branch_of(file.read())
    return Stand(worktree=top, shared=shared, head=head, branch=branch)


def contents(worktree: str, unmodified: set[bytes]) -> Contents:
    """List what counts of a worktree's files; git's index and objects are only read.

    What our index holds `unmodified` is not looked at again.
    """
    listing = listed(run("-C", worktree, *UNHOOKED, *ARGUMENTS, env={}), unmodified)
    found = Contents(same=listing.same)
    top, real = os.fsencode(worktree), {b"": True}
    for one in listing.others:
        if one.is_nested:
            found.refused[one.path] = NESTED
        if one.mode and (one.is_nested or one.is_absent):
            found.kept[one.path] = (one.mode, one.oid)
        if not one.is_nested and _is_below(top, os.path.dirname(one.path), real):
            _sort(found, top, one)
    return found


def with_keys(worktree: str, found: Contents) -> list[bytes]:
    """Give the files that hold a key; only small ones are looked into."""
    small = (path for path, size in found.wanted.items() if size <= LOOKED_AT)
    top = os.fsencode(worktree)
    return [path for path in small if holds_key(read(top + b"/" + path, LOOKED_AT))]


def read(path: bytes, limit: int) -> bytes:
    """Read the beginning of a file, one byte beyond the limit; empty where it is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    with open(descriptor, "rb") as file:
        return file.read(limit + 1) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""


def _sort(found: Contents, top: bytes, one: Listed) -> None:
    """Put one path where it belongs; what has gone meanwhile, or is no file, is nowhere."""
    try:
        seen = os.lstat(top + b"/" + one.path)
    except (FileNotFoundError, NotADirectoryError):
        return
    except PermissionError:
        found.refused[one.path] = UNREADABLE
        return
    if not stat.S_ISREG(seen.st_mode) and not stat.S_ISLNK(seen.st_mode):
        return
    found.kept.pop(one.path, None)
    because = _why_not(top, one.path, seen)
    if because:
        found.refused[one.path] = because
    else:
        found.wanted[one.path] = seen.st_size


def _why_not(top: bytes, path: bytes, seen: os.stat_result) -> str:
    if is_secret_by_name(path):
        return BY_NAME
    if stat.S_ISLNK(seen.st_mode):
        return ""
    if seen.st_size > LARGEST:
        return f"larger than {LARGEST // 1024 // 1024} MB"
    is_mine = seen.st_uid == os.geteuid() and seen.st_mode & stat.S_IRUSR
    return "" if is_mine or os.access(top + b"/" + path, os.R_OK) else UNREADABLE


def _is_below(top: bytes, folder: bytes, real: dict[bytes, bool]) -> bool:
    """Tell whether a folder is one, and reached without a symbolic link."""
    if folder not in real:
        try:
            is_folder = stat.S_ISDIR(os.lstat(top + b"/" + folder).st_mode)
        except (FileNotFoundError, NotADirectoryError):
            is_folder = False
        real[folder] = is_folder and _is_below(top, os.path.dirname(folder), real)
    return real[folder]
