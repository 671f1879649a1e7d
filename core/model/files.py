"""A file as a walk found it."""

from __future__ import annotations

from typing import NamedTuple


class Found(NamedTuple):
    """A transcript on disk, with what `stat` said."""

    path: str
    session_id: str
    agent_id: str
    inode: int
    size: int
    mtime_ns: int
