"""A run is one start of a plan; its tasks; the attempts at each, one process an attempt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from core.model.gate import Halt  # noqa: TC001, msgspec reads the fields' types
from core.model.moment import Span  # noqa: TC001, likewise
from core.model.pace import Pace  # noqa: TC001, likewise
from core.model.signs import Fault  # noqa: TC001, likewise

_NUMBERS = re.compile(r"(?:-retry-([0-9]{1,9}))?(?:\+([0-9]{1,9}))?\Z")


class Standing(StrEnum):
    """What disk and kernel say of an attempt; nobody's memory counts."""

    NEVER = "never"
    """No claim, no lock: nothing has run."""
    STARTING = "starting"
    """The life lock is held, and there is no claim yet."""
    ALIVE = "alive"
    ORPHANED = "orphaned"
    """The lock is held, but the shim that claimed is gone: something is left to be swept."""
    ENDED = "ended"
    """The verdict lies there."""
    LOST = "lost"
    """Claimed, no lock, no verdict: it died with its shim."""
    REVOKED = "revoked"
    """Its claim was taken so that it can never run."""


class Ender(StrEnum):
    """What ended an agent."""

    ITSELF = ""
    ORDER = "order"
    LIMIT = "limit"
    """It made no progress for so long that its engine gave up on it."""
    RUNTIME = "max_runtime"
    SIGNAL = "signal"


class Outcome(StrEnum):
    """What has become of a task."""

    QUEUED = "queued"
    RUNNING = "running"
    PROVING = "proving"
    """Its agent ended well; what its plan expects is being looked at. It has no permit."""
    DONE = "done"
    UNPROVEN = "unproven"
    """Ended well, but what its plan expects is missing."""
    ESCALATED = "escalated"
    CANCELLED = "cancelled"
    TAKEN = "taken"
    """A person goes on with it by hand."""


SETTLED = frozenset(
    {Outcome.DONE, Outcome.UNPROVEN, Outcome.ESCALATED, Outcome.CANCELLED, Outcome.TAKEN}
)
"""Nothing more is to come."""
KEPT = frozenset({Outcome.DONE, Outcome.TAKEN})
"""Another start of the plan leaves them as they are, unless it names them."""
STUCK = frozenset({Outcome.UNPROVEN, Outcome.ESCALATED})
"""Nothing more comes of them unless a person decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One piece of work of a plan."""

    key: str
    """Run and id: `batch-42/ai-962`."""
    run: str
    branch: str
    role: str
    pace: Pace
    retries: int
    """How often it is tried again (S4-35..39)."""
    validates: bool = False
    """Whether its plan is asked before each start (S3-25)."""
    proves: bool = False
    """Whether something is asked before done is believed (S3-27)."""
    is_stopped: bool = False
    """Somebody ordered its end."""
    worktree: str = ""
    """Its folder; empty until it is made."""
    start_commit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at a task: it has its own run folder, and runs at most once."""

    key: str
    """Of the task, with `-retry-<n>`, with `+<k>` when it starts again without spending a retry."""
    task: str
    number: int
    """0: the first; n: the n-th retry."""
    start: int = 0
    """How many starts there were before that spent no retry; a task that is begun anew counts on.

    So no attempt ever has the name of an earlier one.
    """
    wait: Span | None = None
    """The back-off before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How an attempt ended."""

    standing: Standing
    code: int | None = None
    """Exit code of the agent; below nought: the signal."""
    because: str = ""
    is_failed: bool = False
    """Its process ended well, and it handed in that it failed; `because` is why."""
    missing: tuple[str, ...] = ()
    """It ended well, but these files are not there: what it hands over, or its plan expects."""
    unsent: tuple[str, ...] = ()
    """Messages that did not reach its agent; they lie in the folder `unsent` of its run folder."""
    is_silent: bool = False
    """Its start got no answer at all: machine or runner do not answer (S3-22)."""
    halt: Halt | None = None
    """Set where quota, billing or overload ended it: no fault of the task (S1-05)."""
    fault: Fault | None = None
    """Class of the API error that ended it, if one did."""
    by: Ender = Ender.ITSELF


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What an attempt's folder remembers of it, for the day on which `state.db` is lost."""

    attempt: Attempt
    task: Task
    permit: int
    """Number of its permit: they are counted for ever, so it tells what came before what."""


def attempt_key(task: str, number: int, start: int = 0) -> str:
    """Name an attempt.

    >>> attempt_key("batch/ai-962", 0), attempt_key("batch/ai-962", 1), attempt_key("b/a", 2, 3)
    ('batch/ai-962', 'batch/ai-962-retry-1', 'b/a-retry-2+3')
    """
    retry = f"-retry-{number}" if number else ""
    return f"{task}{retry}+{start}" if start else f"{task}{retry}"


def attempt_of(key: str) -> Attempt:
    """Read an attempt's name; no id ends in `-retry-<n>` or holds a plus, so it means one task.

    >>> found = attempt_of("b/a.1-retry-2+3")
    >>> found.task, found.number, found.start
    ('b/a.1', 2, 3)
    >>> attempt_of("b/a.1").task
    'b/a.1'
    """
    number, start = _NUMBERS.findall(key)[0]
    task = _NUMBERS.sub("", key)
    return Attempt(key=key, task=task, number=int(number or 0), start=int(start or 0))
