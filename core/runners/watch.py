"""Reads agents' streams as they grow."""

from __future__ import annotations

import os
import threading
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from core.runners.stream import Told, take

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from core.clock import Clock

MOUTHFUL = 1 << 20
LONGEST = 16 << 20
"""Bytes of a line beyond which it is given up."""
SAMPLES = 4000
"""More answers than fifty agents give in a minute."""


@dataclass(slots=True)
class Stream:
    """One agent's `stream.jsonl`, and how far it was read."""

    path: str
    told: Told = field(default_factory=Told)
    _offset: int = 0
    _torn: bytes = b""

    def read(self, at: datetime) -> Told:
        """Read on from where it was left, and give what has been told so far."""
        while chunk := self._chunk():
            self._offset += len(chunk)
            *whole, torn = (self._torn + chunk).split(b"\n")
            self._torn = torn if len(torn) < LONGEST else b""
            take(self.told, (line for line in whole if line.strip()), at)
        return self.told

    def _chunk(self) -> bytes:
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return b""
        try:
            self.told.wrote_at = os.fstat(descriptor).st_mtime
            return os.pread(descriptor, MOUTHFUL, self._offset)
        finally:
            os.close(descriptor)


class Streams:
    """The streams of an engine's agents; a new word on the quota wakes the engine."""

    def __init__(self, runs: str, clock: Clock, wake: Callable[[], None]) -> None:
        self._runs, self._clock, self._wake = runs, clock, wake
        self._streams: dict[str, Stream] = {}
        self._reading = threading.Lock()
        self._spent: deque[tuple[float, int]] = deque(maxlen=SAMPLES)

    def told(self, key: str) -> Told:
        """Read on what an attempt tells."""
        with self._reading:
            stream = self._streams.get(key)
            if stream is None:
                stream = self._streams[key] = Stream(f"{self._runs}/{key}/stream.jsonl")
            before = replace(stream.told, readings=dict(stream.told.readings))
            told = stream.read(self._clock.now())
            is_new = told.readings != before.readings
            used = told.tokens - before.tokens
            if before.lines and used:  # what lay there at the first look was not used now
                self._spent.append((self._clock.boottime(), used))
        if is_new:
            self._wake()
        return told

    def spent(self) -> tuple[tuple[float, int], ...]:
        """Give the tokens of the latest answers, each with its time by `boottime`."""
        return tuple(self._spent)

    def forget(self, key: str) -> None:
        """Let go of an attempt that has ended."""
        self._streams.pop(key, None)
