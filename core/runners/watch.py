"""Reads agents' streams as they grow."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.runners.stream import Told, take

if TYPE_CHECKING:
    from datetime import datetime

MOUTHFUL = 1 << 20
LONGEST = 16 << 20
"""Bytes of a line beyond which it is given up."""


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
            return os.pread(descriptor, MOUTHFUL, self._offset)
        finally:
            os.close(descriptor)
