"""Temporary homes of plays: each has an owner's lock, and those without an owner are swept."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from weakref import finalize

PREFIX = "groundstop-play-"
OWNER = ".owner"
"""Locked for as long as the play's process lives, however that ends."""


class Home:
    """One play's folder, gone after `close`, at the end of the process, or at the next play."""

    def __init__(self, parent: str | None = None) -> None:
        sweep(parent)
        self.root = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent)).resolve()
        self._lock = _locked(self.root)
        finalize(self, shutil.rmtree, self.root, ignore_errors=True)

    def close(self) -> None:
        """Take the folder away; more than once does no harm.

        Whoever is impatient presses Ctrl+C twice: the second one may come in the middle of this.
        """
        try:
            shutil.rmtree(self.root, ignore_errors=True)
        finally:
            shutil.rmtree(self.root, ignore_errors=True)
            if self._lock >= 0:
                os.close(self._lock)
                self._lock = -1


def sweep(parent: str | None = None) -> None:
    """Take away homes of ours whose owner was killed; one that is just being made has no lock."""
    for root in Path(parent or tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            state = root.lstat()
            if stat.S_ISDIR(state.st_mode) and state.st_uid == os.geteuid():
                _sweep(root)


def _sweep(root: Path) -> None:
    descriptor = os.open(root / OWNER, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(root, ignore_errors=True)
    finally:
        os.close(descriptor)


def _locked(root: Path) -> int:
    """Give the lock; it comes into place locked, so that no sweep ever finds it free."""
    draft = root / f"{OWNER}.new"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    draft.rename(root / OWNER)
    return descriptor
