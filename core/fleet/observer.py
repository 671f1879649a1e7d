"""One loop, one writer: events fold in, frames flow out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING

from core.host.vigil import Vigil
from core.model.events import Beat, Event, Lives, Slept

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from core.clock import Clock
    from core.fleet.frames import Fleet
    from core.model.frame import Frame

Source = AsyncGenerator[Event]
PACE_S = 0.03
"""Seconds between two frames, at least: each is judged, drawn and painted."""


class Observer:
    """Draws events from its sources for as long as it runs, and yields the latest frame."""

    def __init__(self, clock: Clock, fleet: Fleet, sources: Sequence[Source]) -> None:
        self._clock = clock
        self._fleet = fleet
        self._sources = sources
        self._fresh = asyncio.Event()
        self._vigil = Vigil(clock)

    async def run(self) -> None:
        """Run until cancelled; nothing started here outlives it."""
        async with asyncio.TaskGroup() as tasks:
            for source in self._sources:
                tasks.create_task(self._draw(source))
            tasks.create_task(self._pulse())

    def take(self, event: Event) -> None:
        """Fold one event into the fleet."""
        self._fleet.fold(event, self._clock.now())
        if not isinstance(event, Lives) or self._fleet.known.upset:
            self._fresh.set()

    async def frames(self) -> AsyncIterator[Frame]:
        """Yield the latest frame; a slow reader skips frames and never queues them.

        What comes after a rest is told at once, what comes at a run so many times a second.
        """
        told_at = self._clock.monotonic() - PACE_S
        while True:
            await self._fresh.wait()
            early = told_at + PACE_S - self._clock.monotonic()
            if early > 0:
                await self._clock.sleep(early)
            self._fresh.clear()
            told_at = self._clock.monotonic()
            yield self._fleet.frame(self._awake())

    def _awake(self) -> datetime:
        """Tell the time; a sleep is known before anybody is judged by the time after it."""
        now, suspend = self._vigil.look()
        if suspend is not None:
            self._fleet.fold(Slept(suspend=suspend), now)
        return now

    async def _draw(self, source: Source) -> None:
        async with aclosing(source):
            async for event in source:
                self.take(event)

    async def _pulse(self) -> None:
        while True:
            now = self._clock.now()
            self.take(Beat(at=now))
            await self._clock.sleep(self._fleet.rest(now).total_seconds())
