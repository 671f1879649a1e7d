"""The course of a rehearsal's clocks: how much faster than life they are, and how far moved."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How a rehearsal's clocks differ from the machine's: faster since an instant, and moved."""

    since: float = 0.0
    """BOOTTIME of the machine from which on they are faster."""
    speed: float = 1.0
    wall: float = 0.0
    """Seconds that wall time is ahead; likewise the two others."""
    boottime: float = 0.0
    monotonic: float = 0.0

    def gained(self, boottime: float) -> float:
        """Give the seconds won by speed at an instant of the machine."""
        return max(0.0, boottime - self.since) * (self.speed - 1)

    def turned(self, boottime: float, speed: float) -> Course:
        """Go on at another speed from this instant of the machine on; no time is skipped."""
        gained = self.gained(boottime)
        return Course(
            since=boottime,
            speed=speed,
            wall=self.wall + gained,
            boottime=self.boottime + gained,
            monotonic=self.monotonic + gained,
        )

    def slept(self, seconds: float) -> Course:
        """Skip time as a machine does that sleeps."""
        return replace(self, wall=self.wall + seconds, boottime=self.boottime + seconds)
