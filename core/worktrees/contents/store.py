"""Writes what is in a worktree down as a tree in a repository of ours."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.clean import clean
from core.model.snapshot import LeftOut
from core.worktrees.contents.watch import BY_CONTENT, NESTED, contents, read, with_keys
from core.worktrees.listing import held, index_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.worktree import Stand
    from core.worktrees.bare.store import Bare
    from core.worktrees.contents.watch import Contents

COMPARED = 1024 * 1024
"""Bytes up to which a file that is left out is compared with what is committed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A worktree's files, as git's tree."""

    oid: str
    files: int
    left_out: tuple[LeftOut, ...]


class Writer:
    """Writes one worktree with an index of ours; it is kept, so that only changes are read."""

    def __init__(self, bare: Bare, where: Stand, index: str) -> None:
        self._bare, self._where, self._index = bare, where, index

    def tree(self) -> Tree:
        """Write all that counts, and give its tree."""
        if self._where.head and not os.path.exists(self._index):
            self._begin()
        ours, modified = self._known()
        found = contents(self._where.worktree, ours - modified)
        for path in with_keys(self._where.worktree, found):
            del found.wanted[path]
            found.refused[path] = BY_CONTENT
        if found.wanted:
            self._bare.make_sure_of(sum(found.wanted.values()))
        left_out = tuple(self._left_out(found))
        stale = ours - found.same - found.wanted.keys() - found.kept.keys()
        gone = (b"0", b"0" * len(self._where.head or "0" * 40))
        self._update("--index-info", fed=index_lines({**dict.fromkeys(stale, gone), **found.kept}))
        how = ("--add", "--remove", "--replace", "--stdin")
        self._update(*how, fed=b"".join(one + b"\0" for one in found.wanted))
        oid = self._run("write-tree").decode().strip()
        files = len(found.same) + len(found.wanted) + len(found.kept)
        return Tree(oid=oid, files=files, left_out=left_out)

    def _begin(self) -> None:
        """Begin with what is committed: then only what is not is looked into."""
        from git import GitCommandError  # noqa: PLC0415, raises where no git is installed

        self._run("read-tree", self._where.head)
        with suppress(GitCommandError):  # it fails where a file differs
            self._run("update-index", "-q", "--refresh")

    def _known(self) -> tuple[set[bytes], set[bytes]]:
        """Give the paths in our index, and those of them that are not as they were."""
        told = self._run("ls-files", "-z", "-t", "--cached", "--modified").split(b"\0")
        ours = {line[2:] for line in told if line.startswith(b"H ")}
        return ours, {line[2:] for line in told if line.startswith(b"C ")}

    def _left_out(self, found: Contents) -> Iterator[LeftOut]:
        """Name what is left out; a file that is committed is kept as it is there."""
        listing = (
            self._run("ls-tree", "-r", "-z", self._where.head) if self._is_asked(found) else b""
        )
        base = held(listing)
        for path, because in sorted(found.refused.items()):
            name = clean(os.fsdecode(path))
            if path in found.kept or path not in base:
                yield LeftOut(name, because)
                continue
            found.kept[path] = base[path]
            if not self._is_committed(path, base[path][1]):
                yield LeftOut(name, f"{because}: kept as it was committed")

    def _is_asked(self, found: Contents) -> bool:
        return bool(self._where.head) and any(one != NESTED for one in found.refused.values())

    def _is_committed(self, path: bytes, oid: bytes) -> bool:
        content = read(os.fsencode(self._where.worktree) + b"/" + path, COMPARED)
        make = hashlib.sha1 if len(oid) == 40 else hashlib.sha256  # noqa: PLR2004, its letters
        return make(b"blob %d\0" % len(content) + content).hexdigest().encode() == oid

    def _update(self, *words: str, fed: bytes) -> None:
        if fed:
            self._run("update-index", "-z", *words, fed=fed)

    def _run(self, *words: str, fed: bytes = b"") -> bytes:
        return self._bare.run(*words, index=self._index, tree=self._where.worktree, fed=fed)
