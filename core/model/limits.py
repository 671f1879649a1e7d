"""Every threshold of the observer, as one value that is passed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long still is too long."""

    quiet: timedelta = timedelta(minutes=2)
    """S0: a transcript that grew within two minutes is alive."""
    stalled: timedelta = timedelta(minutes=5)
    """S0, S4-09: five minutes without progress."""
    stalled_while_pending: timedelta = timedelta(minutes=10)
    """The client's own watchdog gives a request or a tool call 600 s."""
    silent: timedelta = timedelta(minutes=10)
    """S4-30: an agent of ours that is said to begin, or to end, for this long does neither."""
    retrying: timedelta = timedelta(minutes=2)
    """A retry spell with no new attempt for this long is over, unless the process lives."""
    gone: timedelta = timedelta(seconds=1)
    """The registry file goes 4 to 13 ms before the last records are written."""
    mass: timedelta = timedelta(minutes=1)
    """Agents that stall within this span are one event (S0-03)."""
    mass_of: int = 3
    """From how many agents on a stall is a mass stall."""
    slow: timedelta = timedelta(minutes=5)
    """S4-11: reported progress that does not move for this long is slow."""


LIMITS = Limits()
