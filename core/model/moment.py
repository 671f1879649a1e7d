"""Instants and spans for holds: counted by a clock that nobody can set (D21)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One reading of all the clocks that holds need."""

    boot: str
    """Id of this start of the machine."""
    boottime: float
    """Seconds since then; they go on while the machine sleeps."""
    wall: datetime
    """For people, and for resets that a provider names; never for spacing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """When something was, so that what has passed since can be told after any restart."""

    boot: str
    start: float

    def passed(self, at: Moment) -> float:
        """Seconds since then, never too many.

        After a restart of the machine at least the time since that restart has passed. A mark
        that lies ahead belongs to another clock, of a rehearsal perhaps: it is over.
        """
        if self.boot != at.boot:
            return at.boottime
        return at.boottime - self.start if self.start <= at.boottime else math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A wait: when it began, and how long it is."""

    since: Mark
    length: float
    """Seconds."""

    def left(self, at: Moment) -> float:
        """Seconds still to wait; nought when it is over."""
        return max(0.0, self.length - self.since.passed(at))


def mark(at: Moment) -> Mark:
    """Remember this instant."""
    return Mark(boot=at.boot, start=at.boottime)


def span(at: Moment, seconds: float) -> Span:
    """Begin to wait."""
    return Span(since=mark(at), length=seconds)
