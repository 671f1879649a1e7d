"""The only place that asks what time it is, or waits."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Three clocks in one: for people, for limits on progress, for holds."""

    @property
    def speed(self) -> float:
        """Seconds of this clock in a second of the machine."""

    def now(self) -> datetime:
        """Wall time, aware, UTC: for people and for comparison with records."""

    def monotonic(self) -> float:
        """Seconds that stop while the machine sleeps."""

    def boottime(self) -> float:
        """Seconds that go on while the machine sleeps."""

    async def sleep(self, seconds: float) -> None:
        """Wait, in the time of this clock."""


def boot_id() -> str:
    """Name this start of the machine; empty where the kernel does not tell."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return ""


class SystemClock:
    """The machine's own clocks."""

    @property
    def speed(self) -> float:
        """As fast as life."""
        return 1.0

    def now(self) -> datetime:
        """Wall time, aware, UTC."""
        return datetime.now(UTC)  # noqa: TID251, this is the Clock

    def monotonic(self) -> float:
        """Seconds that stop while the machine sleeps."""
        return time.monotonic()  # noqa: TID251, this is the Clock

    def boottime(self) -> float:
        """Seconds that go on while the machine sleeps."""
        return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        import asyncio  # noqa: PLC0415, hot doors ask the time and never wait

        await asyncio.sleep(seconds)  # noqa: TID251, this is the Clock


class FixedClock(SystemClock):
    """The machine's clocks with wall time held still: `--now`, for looking at recordings."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """Always the same instant."""
        return self._at


class ToldClock(SystemClock):
    """Wall time as somebody else tells it, waiting in real time: for looking at a play."""

    def __init__(self, teller: Clock) -> None:
        self._teller = teller

    def now(self) -> datetime:
        """The teller's time."""
        return self._teller.now()
