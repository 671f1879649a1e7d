"""What an agent's signs mean: a state, its cause, and the sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How an agent is, in the order in which agents need a look: worst first."""

    QUOTA = "quota"
    FAILED = "failed"
    NEEDS_YOU = "needs_you"
    STALLED = "stalled"
    RETRYING = "retrying"
    UNPROVEN = "unproven"
    UNKNOWN = "unknown"
    QUIET = "quiet"
    WORKING = "working"
    STARTING = "starting"
    QUEUED = "queued"
    DONE = "done"


class Cause(StrEnum):
    """Which evidence decided."""

    PROGRESS = "progress"
    """It wrote something within the limit."""
    REQUEST = "request"
    """An API request is open."""
    TOOL = "tool"
    """A tool call is open."""
    CHILDREN = "children"
    """Its own agents decide."""
    RETRIES = "retries"
    """The same request was sent again and again."""
    WAITS = "waits"
    """The client sleeps until a reset."""
    WINDOW = "window"
    """A quota window is used up."""
    BILLING = "billing"
    """Credit or spending limit: a person must act."""
    THROTTLE = "throttle"
    OVERLOAD = "overload"
    SERVER = "server"
    NETWORK = "network"
    AUTH = "auth"
    REQUEST_REFUSED = "request refused"
    """The API will never take this request: too long, unknown model, policy."""
    ERROR = "error"
    """An error record of no known class."""
    ENDED = "ended"
    """The turn ended, but not well: cut off or refused."""
    ORPHAN = "orphan"
    """The process is gone and the turn is unfinished."""
    STOPPED = "stopped"
    KILLED = "killed"
    PERMISSION = "permission"
    QUESTION = "question"
    REFUSED = "refused"
    """A headless agent was refused a tool: nobody can answer it."""
    BLOCKED = "blocked"
    MISSING = "missing"
    """Something claimed or expected is not there."""
    END_TURN = "end_turn"
    META = "meta"
    """Announced, but no transcript yet."""
    PERMIT = "permit"
    """A task of ours that waits for its permit."""
    EXIT = "exit"
    """How its process ended decides, or is waited for."""
    ESCALATED = "escalated"
    """A task of ours that nobody but a person can bring on."""
    SUSPENDED = "suspended"
    """The whole harness is still."""
    REPORT = "report"
    """A status file says so, and nothing else is known."""
    SILENCE = "silence"
    NO_EVIDENCE = "no evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A conclusion with its reasons."""

    state: State
    cause: Cause
    because: str
    """One sentence for a person; facts and times, no advice."""
    revived: bool = False
    """It was dead and goes on in its old file."""
    limit_s: int = 300
    """Seconds without progress from which on it counts as stalled now."""


UNKNOWN = Diagnosis(
    state=State.UNKNOWN, cause=Cause.NO_EVIDENCE, because="nothing is known about this agent yet"
)
FINISHED = frozenset({State.DONE, State.UNPROVEN, State.FAILED, State.QUOTA})
"""States in which nothing more is to come from an agent, for the one that waits for it."""
NEEDS_A_LOOK = frozenset(
    {
        State.QUOTA,
        State.FAILED,
        State.NEEDS_YOU,
        State.UNPROVEN,
        State.RETRYING,
        State.STALLED,
    }
)
"""What `status --check` counts."""


def needs_a_look(diagnosis: Diagnosis) -> bool:
    """Whether a person should look: a child that its own parent stopped is no problem."""
    return diagnosis.state in NEEDS_A_LOOK and diagnosis.cause is not Cause.STOPPED
