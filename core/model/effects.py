"""What the engine's flows ask of the world, one effect at a time; whoever performs it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.model.run import Verdict


class Stage(StrEnum):
    """Stages of an attempt; the carrier writes down the answer to each."""

    START = "start"
    """Begin it, unless it was claimed. Answer: its verdict if it never began, else None."""
    CHECK = "check"
    """Wait until it is seen to run, and note that in the gate. Answer: None."""
    WATCH = "watch"
    """Wait for its end, and sweep what it left. Answer: its verdict."""


class Do(StrEnum):
    """What is done to one attempt at once; each is harmless when it is done twice."""

    LOOK = "look"
    """Answer: its standing."""
    IS_FRESH = "is fresh"
    """Answer: whether its permit is young enough to begin with."""
    FORK = "fork"
    """Fork its shim. Answer: None, or a verdict where that cannot be."""
    CODE = "code"
    """Answer: the exit code of the shim that this engine forked; None: it lives, or none was."""
    HAS_RECORD = "has record"
    """Answer: whether its agent's first record is there."""
    CLOSE = "close"
    """Let its stdin be closed if its turn has ended and nothing is open. Answer: None."""
    VERDICT = "verdict"
    """Answer: how it ended."""
    REVOKE = "revoke"
    """Take its claim, so that it can never begin. Answer: whether it was to be had."""
    SWEEP = "sweep"
    """End every process that carries its mark. Answer: whether none is left."""
    PASS = "pass"  # noqa: S105, the start passed the check
    """Note that it was seen to run. Answer: None."""
    FAIL = "fail"
    """Note that its start was given up on. Answer: None."""
    ASK = "ask"
    """Begin to ask its plan's `validate`, unless that is being asked. Answer: None."""
    CARRY = "carry"
    """Hand it to the carrier, which sees it through whatever dies. Answer: None."""


@dataclass(frozen=True, slots=True)
class On:
    """Do something to an attempt, or take it through a stage."""

    attempt: str
    do: Do | Stage


@dataclass(frozen=True, slots=True)
class Finish:
    """Write down how an attempt ended, give its permit back, queue what follows. Answer: None."""

    attempt: str
    verdict: Verdict


class Whole(StrEnum):
    """What is done to everything."""

    OBEY = "obey"
    """Take the orders that wait. Answer: None."""
    LIVE = "live"
    """Answer: the keys of the attempts that have permits."""
    LAUNCH = "launch"
    """Let the carrier go on with what an earlier engine handed it. Answer: None."""
    PREPARE = "prepare"
    """Make worktrees for those who are next. Answer: None."""
    PROVE = "prove"
    """Answer: the attempts that ended well and whose proof is to be asked for now."""
    ADMIT = "admit"
    """Take the orders that wait, then ask the gate. Answer: an `Admission`, or None for nobody."""
    TEND = "tend"
    """Look at quota, breaker and agents, and note what has changed. Answer: None."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Wait so many seconds at most, or until something happens. Answer: None."""

    seconds: float
    is_real: bool = False
    """Whether these are seconds of the machine, however fast a rehearsal's are."""


Effect = On | Finish | Whole | Rest
