"""What an engine looks at besides its work: its host, and its own state's file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from core.model.where import StateFolder
    from core.runs.store import State

LOOK = 0.1
"""Seconds between two looks at whether somebody has left an order."""


BEAT = 5
"""Looks from one sign of life to the next."""


def host_name() -> str:
    """Name this host, the same in every life of its engine."""
    try:
        return Path("/etc/machine-id").read_text("ascii").strip() or os.uname().nodename
    except OSError:
        return os.uname().nodename


def listen(
    state: State, folder: StateFolder, wake: Callable[[], None], over: threading.Event
) -> None:
    """Wake the engine when another process has written; end it when its state is gone.

    Whoever looks sees by the time of the lock's file that the engine lives.
    """
    number, file, looks = state.version(), _inode(folder.state), 0
    while not over.wait(LOOK):
        looks += 1
        if looks % BEAT == 0:
            os.utime(folder.lock)
        if file is None or _inode(folder.state) != file:
            over.set()
            wake()
        elif (now := state.version()) != number:
            number = now
            wake()


def _inode(path: str) -> int | None:
    try:
        return os.stat(path).st_ino
    except FileNotFoundError:
        return None
