"""What earlier runs of a repository have taught: how attempts failed, and what agents found out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003, msgspec reads the fields' types
from enum import StrEnum


class FailureKind(StrEnum):
    """What kind of failure an attempt was (S4-26..31, S4-47)."""

    ACCOUNT = "account"
    """Quota, billing, login, overload or network: no fault of the task."""
    API = "API error"
    MISSING = "missing files"
    GAVE_UP = "gave up"
    """It handed in that it failed, or that it is blocked."""
    NO_PROGRESS = "no progress"
    LOST = "died"
    NOT_STARTED = "not started"
    EXIT = "exit"
    NOT_BELIEVED = "not believed"
    """Something outside it said no: `validate`, git, or its worktree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A failure that happened, once or again and again."""

    kind: FailureKind
    reason: str
    """Without what differs from one time to the next: numbers, paths, hashes."""
    times: int
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What agents would have later ones know, with what proves it."""

    text: str
    agents: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """One run, as later ones should know it."""

    run: str
    at: datetime
    """When this was written."""
    runner: str = ""
    tasks: int = 0
    done: int = 0
    at_once: int = 0
    """Tasks that were done by their first attempt."""
    attempts: int = 0
    """Those that are over."""
    total: int = 0
    """How many worked at a time, at most."""
    profile: str = ""
    patterns: tuple[Pattern, ...] = ()
    lessons: tuple[Lesson, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The latest runs of one repository, put together."""

    runs: tuple[PastRun, ...] = ()
    """The latest first."""
    patterns: tuple[Pattern, ...] = ()
    """The most frequent first."""
    lessons: tuple[Lesson, ...] = ()

    @property
    def failures(self) -> int:
        """How often an attempt, or a task without one, has failed in all."""
        return sum(one.times for one in self.patterns)


NO_PAST = Past()
