"""What agents write about themselves and their work: claims, never evidence."""

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
    spawned_at: datetime | None = None
    """By the registry of starts; shown, and never what its staleness is told by (S4-46)."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What an agent wrote down as done, what proves it, and what comes next (S1-14)."""

    done: str
    next: str = ""
    at: datetime | None = None
    commit: str = ""
    """The one that it names as proof."""
    head: str = ""
    """Where its worktree was."""
    evidence: tuple[str, ...] = ()
    """Paths of files that prove it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that an agent has found out."""

    topic: str
    claim: str
    evidence: tuple[str, ...] = ()
    confidence: float | None = None
    """0.0 to 1.0, by its own word: it decides nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryCandidate:
    """A lesson for later runs, as one agent tells it."""

    text: str
    evidence: tuple[str, ...] = ()
    """None: nothing validates it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RanTest:
    """A command that an agent has run to prove its work."""

    command: str
    has_passed: bool
    output: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """What stands in an agent's way."""

    text: str
    is_critical: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """What one agent hands in at its end (S4-16)."""

    agent: str
    """Who it is from, by its own word; of our runs by the folder it lies in."""
    status: str = ""
    """complete, blocked, failed; in S4's layout any word."""
    summary: str = ""
    at: datetime | None = None
    """When it was handed in, or its agent's last sign of life."""
    attempt: str = ""
    deliverables: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    decisions: tuple[str, ...] = ()
    memory_candidates: tuple[MemoryCandidate, ...] = ()
    tests: tuple[RanTest, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    missing: tuple[str, ...] = ()
    """Deliverables that were not there when they were looked for (S4-17)."""

    @property
    def lessons(self) -> tuple[MemoryCandidate, ...]:
        """The memory candidates that have evidence."""
        return tuple(one for one in self.memory_candidates if one.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A file that an agent wrote and that cannot be read."""

    path: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """All that the agents of one task have written, whatever attempt they were."""

    handoff: Handoff | None = None
    """Of the latest attempt that handed something in."""
    checkpoints: tuple[Checkpoint, ...] = ()
    """The oldest first."""
    broken: tuple[Broken, ...] = ()


NO_PAPERS = Papers()
