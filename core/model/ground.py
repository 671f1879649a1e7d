"""What the engine's state says at one instant: who holds, how many slots, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.model.gate import Halting
from core.model.pace import TOP
from core.model.run import SETTLED, Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.escalation import Escalation
    from core.model.gate import Halt
    from core.model.quota import Reading
    from core.model.runner import Runner
    from core.model.suspend import Suspend


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
class Holding:
    """One guard that holds the next start."""

    by: str
    because: str
    until: datetime | None = None
    """None: until something happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSpawn:
    """When the next start comes, and every guard that it waits for, the strictest first."""

    holdings: tuple[Holding, ...]

    @property
    def at(self) -> datetime | None:
        """When the strictest lets go; None: not before something happens."""
        return self.holdings[0].until if self.holdings else None

    @property
    def held_by(self) -> tuple[str, ...]:
        """Name the guards."""
        return tuple(one.by for one in self.holdings)

    def said(self, at: datetime | None) -> str:
        """Say it in words, as everywhere: in how long, and who holds it most."""
        held = f"held by: {self.held_by[0]}" if self.held_by else "nothing holds it"
        if self.at is None or at is None:
            return f"next spawn {held}"
        left = max(0, round((self.at - at).total_seconds()))
        return f"next spawn in {wait_said(left)}, {held}"


def wait_said(seconds: int) -> str:
    """Say how long something still takes: seconds only where they are worth being counted.

    >>> [wait_said(n) for n in (0, 119, 120, 3599, 3600, 12_955)]
    ['0 s', '119 s', '2 min', '59 min', '1 h', '3 h 35 min']
    """
    minutes = seconds // 60
    if minutes < 2:  # noqa: PLR2004, as everywhere
        return f"{seconds} s"
    hours, rest = divmod(minutes, 60)
    parts = (f"{hours} h" if hours else "", f"{rest} min" if rest else "")
    return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What the checklist asks of the past: the last start, and starts or checks that failed."""

    started_at: datetime | None = None
    """When the last agent was started."""
    spacing: float = 2.0
    """Seconds from start to start."""
    failures: int = 0
    """Starts and status calls that failed in a row (S3-10)."""
    is_open: bool = False
    """Three have failed: the breaker holds everybody."""
    steps: int | None = None
    """Agents at a time after an overload; None: as many as there are slots."""
    unseen: tuple[str, ...] = ()
    """Tasks whose agents have a permit and were not seen running yet (S3-05)."""


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
    """Of the latest attempt, whether it has begun or not."""
    earlier: tuple[str, ...] = ()
    """Sessions of the attempts before it, the first one first."""
    place: int = 0
    """In the order of the plans."""
    worktree: str = ""
    start_commit: str = ""
    repository: str = ""
    """Top folder of the repository that its run works on."""
    began_at: datetime | None = None
    """When its run was first started."""
    started_at: datetime | None = None
    """When its latest attempt got its permit; None while it has none."""
    asks_checkpoints: bool = True
    """Whether its agents are told to write checkpoints: a brief of one's own may not."""

    @property
    def folders(self) -> tuple[str, ...]:
        """Run folders of its first attempt and of its latest, below that of all runs."""
        return (self.key, self.attempt) if self.attempt != self.key else (self.key,)

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
    account: Runner | None = None
    """Whose account that is, by the runner of its agents."""
    health: Health = Health()
    tasks: tuple[TaskSeen, ...] = ()
    checkpointed: frozenset[str] = frozenset()
    """Keys of the tasks whose agents have written a checkpoint."""
    snapshotted: frozenset[str] = frozenset()
    """Keys of the tasks of whose files there is a snapshot."""
    risks: tuple[tuple[str, int], ...] = ()
    """Tokens that each agent at work has used since the last snapshot of its files, by its task."""
    questions: tuple[tuple[str, str], ...] = ()
    """Keys of the tasks whose agents have asked, and what they ask; nobody has answered yet."""
    escalations: tuple[Escalation, ...] = ()
    """What waits for a person, questions first."""
    orders: int = 0
    """How many wait for an engine to take them."""
    trouble: str = ""
    """Why an engine refuses to begin, or the state cannot be read; the rest may be old then."""
    slept: tuple[Suspend, ...] = ()
    """When its engine noticed that the machine had slept; the latest times."""
    journal: tuple[Entry, ...] = ()
    """The latest lines, oldest first; only where somebody may look at them."""

    @property
    def at_risk(self) -> int:
        """Tokens that agents at work have used since the last snapshots of their files."""
        return sum(tokens for _, tokens in self.risks)

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
    def is_draining(self) -> bool:
        """Whether no further agent starts, and the engine ends with the last that runs."""
        return any(halt.kind is Halting.DRAIN for halt in self.halts)

    @property
    def is_unfinished(self) -> bool:
        """Whether some task has not come to its end."""
        return not all(task.is_settled for task in self.tasks)

    @property
    def wants_engine(self) -> bool:
        """Whether an engine has something to do: one that was drained has not."""
        has_work = bool(self.used or self.orders) or not self.is_draining
        return (self.is_unfinished or bool(self.orders)) and has_work


NO_GROUND = Ground()
"""Nothing was ever run from here."""
