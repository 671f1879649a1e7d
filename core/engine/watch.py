"""What an engine looks at besides its work: its own state's file, and agents that it may forget."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from core.locks.watch import is_locked
from core.runs.store import Unusable

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from core.model.where import StateFolder
    from core.runs.store import State

LOOK = 0.1
"""Seconds between two looks at whether somebody has left an order."""


def refuse_amnesia(folder: StateFolder) -> None:
    """Never begin with an empty memory beside agents that live (P13)."""
    if os.path.exists(folder.state):
        return
    for life in Path(folder.runs).glob("*/*/life"):
        if is_locked(str(life)):
            message = f"{folder.state} is missing, but {life.parent} is alive; nothing was started."
            raise Unusable(message)


def host_name() -> str:
    """Name this host, the same in every life of its engine."""
    try:
        return Path("/etc/machine-id").read_text("ascii").strip() or os.uname().nodename
    except OSError:
        return os.uname().nodename


def listen(
    state: State, folder: StateFolder, wake: Callable[[], None], over: threading.Event
) -> None:
    """Wake the engine when another process has written; end it when its state is gone."""
    number, file = state.version(), _inode(folder.state)
    while not over.wait(LOOK):
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
