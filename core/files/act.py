"""Puts a file in its place: whole under its name, or not there."""

from __future__ import annotations

import os
import threading
import time
from contextlib import ExitStack


def put(path: str, content: bytes, drafts: str | None = None) -> None:
    """Write a file; who reads it meanwhile, or after a crash, finds the old one or the new one.

    Its draft lies in the folder `drafts`, on the same file system; by default beside it.
    """
    draft = draft_in(drafts or os.path.dirname(path))
    with ExitStack() as undo:
        undo.callback(os.unlink, draft)
        with open(draft, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.rename(draft, path)
        undo.pop_all()


def draft_in(folder: str) -> str:
    """Name a file that nobody else writes now."""
    return f"{folder}/.{os.getpid()}-{threading.get_ident()}-{time.monotonic_ns()}"
