"""A live session as Claude Code registers it, and whether its process is there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Life(StrEnum):
    """Whether a process is there and the same one."""

    ALIVE = "alive"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One file of the live registry, `sessions/<pid>.json`."""

    pid: int
    session_id: str
    started_at: datetime | None = None
    proc_start: str = ""
    """Field 22 of /proc/<pid>/stat: a reused pid has another."""
    pid_domain: str = ""
    """Host and pid namespace in which `pid` means something."""
    status: str | None = None
    """busy, idle or waiting; says nothing about progress."""
    waiting_for: str | None = None
    name: str | None = None
    cwd: str | None = None
    headless: bool = False
    """Started by `-p`: nobody can answer it."""
    life: Life = Life.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """The live registry at one instant."""

    exists: bool = False
    """Without the folder nothing can be said about any process."""
    entries: tuple[Registered, ...] = ()


NO_REGISTRY = Registry()
