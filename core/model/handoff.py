"""What agents write about themselves in S4's layout: claims, never evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """One status file, as of its last change (S4-10)."""

    agent_id: str
    status: str | None = None
    """active, complete, blocked, failed: the file's own word."""
    progress: float | None = None
    """0.0 to 1.0."""
    phase: str | None = None
    milestone: str | None = None
    finding: str | None = None
    """The last of its findings: for a blocked agent, the blocker (S4-28)."""
    updated_at: datetime | None = None
    moved_at: datetime | None = None
    """When `progress` last differed from what it was before."""
    role: str | None = None
    path: str = ""
    repository: str = ""
    """The folder in whose `data/` the file lies."""
    slow: bool = False
    """Progress has not moved for the limit although the file is written."""
    anomaly: str | None = None
    """blocked, failed, stale or slow (S4-11)."""
    missing: tuple[str, ...] = ()
    """Files that its handoff names as delivered and that are not there (S4-17)."""
