"""What the engine's state says at one instant: who holds, how many slots, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.model.gate import Halting
from core.model.pace import TOP
from core.model.run import SETTLED, Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.gate import Halt
    from core.model.quota import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSeen:
    """The engine that holds the lock of a state folder."""

    pid: int
    since: datetime
    version: str
    state_dir: str
    is_silent: bool = False
    """It holds its lock and shows no sign of life: it is stopped, or stuck."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSpawn:
    """When the next start comes, and what it waits for."""

    at: datetime | None
    """None: not before something happens."""
    held_by: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSeen:
    """One task of a run, as far as it has come."""

    key: str
    run: str
    id: str
    branch: str
    role: str
    outcome: Outcome
    attempts: int
    """How often it has been tried."""
    because: str = ""
    attempt: str = ""
    """The latest attempt."""
    session_id: str = ""
    worktree: str = ""
    start_commit: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is to come."""
        return self.outcome in SETTLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the journal: what was decided or happened, and why."""

    number: int
    at: datetime
    kind: str
    subject: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """An engine's state, read by anybody, changed by the engine alone."""

    engine: EngineSeen | None = None
    halts: tuple[Halt, ...] = ()
    used: int = 0
    allowed: int = 0
    most: int = TOP
    """How many slots are safe by the pre-flight of every run that is not over."""
    next: NextSpawn | None = None
    readings: tuple[Reading, ...] = ()
    """The latest word of its agents on each quota window."""
    tasks: tuple[TaskSeen, ...] = ()
    trouble: str = ""
    """Why an engine refuses to begin, or the state cannot be read; the rest may be old then."""

    @property
    def stale(self) -> str:
        """Why what is said here may have been true long ago; empty while it is fresh (P11)."""
        if self.trouble:
            return self.trouble
        if self.engine is not None and self.engine.is_silent and self.is_unfinished:
            return f"the engine (process {self.engine.pid}) shows no sign of life"
        return ""

    @property
    def is_held_by_operator(self) -> bool:
        """Whether a person has paused it."""
        return any(halt.kind is Halting.OPERATOR for halt in self.halts)

    @property
    def is_unfinished(self) -> bool:
        """Whether an engine has something to do."""
        return not all(task.is_settled for task in self.tasks)


NO_GROUND = Ground()
"""Nothing was ever run from here."""
