"""Temporary homes of plays: each has an owner's lock, and those without an owner are swept."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import finalize

if TYPE_CHECKING:
    from collections.abc import Callable

PREFIX = "groundstop-play-"
OWNER = ".owner"
"""Locked for as long as the play's process lives, however that ends."""


class Home:
    """One play's folder, gone after `close`, at the end of the process, or at the next play.

    `end` ends whatever works in a folder, before it is taken away.
    """

    def __init__(
        self,
        parent: str | None = None,
        prefix: str = PREFIX,
        end: Callable[[Path], object] | None = None,
    ) -> None:
        self._end = end or _nothing
        sweep(parent, prefix, self._end)
        self.root = Path(tempfile.mkdtemp(prefix=prefix, dir=parent)).resolve()
        self._lock = _locked(self.root)
        finalize(self, _remove, self.root, self._end)

    def close(self) -> None:
        """Take the folder away; more than once does no harm.

        Whoever is impatient presses Ctrl+C twice: the second one may come in the middle of this.
        """
        try:
            _remove(self.root, self._end)
        finally:
            _remove(self.root, self._end)
            if self._lock >= 0:
                os.close(self._lock)
                self._lock = -1


def sweep(
    parent: str | None = None, prefix: str = PREFIX, end: Callable[[Path], object] | None = None
) -> None:
    """Take away homes of ours whose owner was killed; one that is just being made has no lock."""
    for root in Path(parent or tempfile.gettempdir()).glob(f"{prefix}*"):
        with suppress(OSError):
            state = root.lstat()
            if stat.S_ISDIR(state.st_mode) and state.st_uid == os.geteuid():
                _sweep(root, end or _nothing)


def _nothing(_: Path) -> None:
    """Nobody works in a home that is only looked at."""


def _remove(root: Path, end: Callable[[Path], object]) -> None:
    if root.exists():
        end(root)
        shutil.rmtree(root, ignore_errors=True)


def _sweep(root: Path, end: Callable[[Path], object]) -> None:
    descriptor = os.open(root / OWNER, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _remove(root, end)
    finally:
        os.close(descriptor)


def _locked(root: Path) -> int:
    """Give the lock; it comes into place locked, so that no sweep ever finds it free."""
    draft = root / f"{OWNER}.new"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    draft.rename(root / OWNER)
    return descriptor
