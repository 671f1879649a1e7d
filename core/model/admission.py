"""May one agent start now? The question, what surrounds it, and the three answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.model.moment import Span
    from core.model.pace import Pace
    from core.model.quota import Reading


class Guard(StrEnum):
    """Who may hold a start back, as the screen names it."""

    OPERATOR = "operator"
    DRAIN = "drain"
    QUOTA = "quota"
    BREAKER = "breaker"
    HOST = "host"
    OUTAGE = "outage"
    FAILURES = "failures"
    BLOCKER = "blocker"
    SLOTS = "slots"
    ROLE = "role slots"
    STEPS = "one at a time"
    CHECK = "start check"
    SPACING = "spawn delay"
    COOLDOWN = "cooldown"
    SETTLE = "settle"
    BACK_OFF = "retry wait"
    WORKTREE = "worktree"
    VALIDATION = "validation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One guard that says no."""

    by: Guard
    because: str
    left: float | None = None
    """Seconds; None: nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One of the four questions before every start, and its answer (S3-07..10)."""

    asked: str
    is_good: bool
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit:
    """It may start, now."""

    attempt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """It may not start yet; every guard that holds is named, the strictest first."""

    held: tuple[Held, ...]
    ask: tuple[str, ...] = ()
    """Attempts whose validation is all that is missing, or soon will be."""

    @property
    def left(self) -> float | None:
        """Seconds until all that is known to end has ended; None: not before something happens."""
        return self.held[0].left


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """It will never start."""

    attempt: str
    because: str


Admission = Admit | Hold | Refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One attempt that wants to start: a first one, a retry or a resume, all alike."""

    attempt: str
    task: str
    role: str
    pace: Pace
    run: str = ""
    wait: Span | None = None
    """The back-off of a retry."""
    is_prepared: bool = True
    """Whether its worktree is there."""
    validates: bool = False
    """Whether its plan wants to be asked before it starts (S3-25)."""
    settled: str = ""
    """Why this task is never delivered again; empty while it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """How the machine is."""

    memory_free: int
    """Bytes that a new process can have."""
    load: float
    """Processes that want to run, per core."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a decision depends on besides the gate."""

    quota: tuple[Reading, ...] = ()
    means: tuple[float, float] | None = None
    """Tokens a minute of all agents: over the last 30 s, and over the 30 s before."""
    host: Host | None = None
    blockers: tuple[str, ...] = ()
    """Critical blockers that are open."""
