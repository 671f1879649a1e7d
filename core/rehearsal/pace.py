"""Play time: another clock's time, scaled, stopped and moved."""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING

from core.errors import Misuse

if TYPE_CHECKING:
    from core.clock import Clock

NAP = 0.05
"""Real seconds after which a sleeper looks whether speed or place have changed."""
FINEST = 1e-6
"""Play times closer than this are one."""
FASTEST = 10_000.0


class Pace:
    """Where the play is: a position that moves with a base clock while it runs."""

    def __init__(self, base: Clock, *, speed: float, duration: float) -> None:
        self._base = base
        self._speed = checked(speed)
        self._duration = duration
        self._position = 0.0
        self._since = base.monotonic()
        self._rewound = 0.0
        self._is_running = False
        self._moved = asyncio.Event()

    @property
    def speed(self) -> float:
        """Play seconds a second."""
        return self._speed

    @property
    def is_running(self) -> bool:
        """Whether time passes now; at the end it stands."""
        return self._is_running and self.position < self._duration

    @property
    def position(self) -> float:
        """Play seconds since the beginning."""
        if not self._is_running:
            return self._position
        passed = max(0.0, self._base.monotonic() - self._since)
        return min(self._duration, self._position + passed * self._speed)

    @property
    def elapsed(self) -> float:
        """Play seconds in all; they never go back, as the position does."""
        return self._rewound + self.position

    def run(self, *, on: bool) -> None:
        """Let time pass, or stop it."""
        self._settle(self.position)
        self._is_running = on

    def scale(self, speed: float) -> None:
        """Go on at another speed."""
        faster = checked(speed)
        self._settle(self.position)
        self._speed = faster

    def move(self, position: float) -> None:
        """Be somewhere else at once."""
        before = self.position
        self._settle(min(self._duration, max(0.0, position)))
        self._rewound += max(0.0, before - self._position)

    async def sleep(self, seconds: float) -> None:
        """Wait in play time: while it stands, until it is moved or goes on."""
        until = self.elapsed + seconds
        if seconds <= 0:
            await self._base.sleep(0)
        while (left := until - self.elapsed) > FINEST / 2:
            if self.is_running:
                await self._base.sleep(min(left / self._speed, NAP))
            else:
                await self._moved.wait()

    async def nap(self, until: float) -> None:
        """Wait a moment, at most to that position; while time stands, until something happens."""
        if self._is_running:
            await self._base.sleep(min(max(0.0, until - self.position) / self._speed, NAP))
        else:
            await self._moved.wait()

    def _settle(self, position: float) -> None:
        """Count from here and now, and wake all who wait for that."""
        self._position = position
        self._since = self._base.monotonic()
        self._moved.set()
        self._moved = asyncio.Event()


def checked(speed: float) -> float:
    """A speed that time can have."""
    if not math.isfinite(speed) or not 0 < speed <= FASTEST:
        raise Misuse(f"Expected a speed above 0 and up to {FASTEST:g}, found {speed:g}.")
    return speed
