"""A clock in the test's hand: it passes as fast as the loop turns, up to where it is let."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import anyio
from anyio.lowlevel import checkpoint


class HandClock:
    """Nothing waits for real time; whoever sleeps beyond `limit` waits until it is raised."""

    def __init__(self, limit: float = float("inf"), tick: float = 0.0) -> None:
        self.limit = 1_000.0 + limit
        self._tick = tick
        self._at = 1_000.0
        self._raised = anyio.Event()

    @property
    def speed(self) -> float:
        """A second is a second."""
        return 1.0

    def now(self) -> datetime:
        """Some time of another year."""
        return datetime(2030, 1, 1, tzinfo=UTC) + timedelta(seconds=self._at)

    def monotonic(self) -> float:
        """Seconds that have passed, and a tick for the looking."""
        self._at += self._tick
        return self._at

    def boottime(self) -> float:
        """The same."""
        return self._at

    async def sleep(self, seconds: float) -> None:
        """Let the seconds pass at once, as far as they may."""
        until = self._at + seconds
        await checkpoint()
        while self._at < until:
            self._at = max(self._at, min(until, self.limit))
            if self._at < until:
                await self._raised.wait()

    async def reach(self, seconds: float) -> None:
        """Let so many more seconds pass, and wait until everybody sleeps again."""
        self.limit = min(self.limit, self._at) + seconds
        self._raised.set()
        self._raised = anyio.Event()
        for _ in range(2_000):
            await checkpoint()
