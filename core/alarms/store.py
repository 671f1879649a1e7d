"""Remembers which events were told, across all faces of one person."""

from __future__ import annotations

import os
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.model.alarm import Alarm

KEPT_S = 7 * 86400


class Told:
    """One empty file an event: whoever makes it, tells it."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._here: set[str] = set()

    def first(self, alarm: Alarm) -> bool:
        """Whether nobody has told this event yet; from now on it is told.

        Without a folder, or where it cannot be written, each process tells for itself.
        """
        if alarm.event in self._here:
            return False
        self._here.add(alarm.event)
        if not self._folder:
            return True
        name = blake2b(alarm.event.encode("utf-8", "replace"), digest_size=16).hexdigest()
        try:
            os.makedirs(self._folder, exist_ok=True)
            os.close(os.open(f"{self._folder}/{name}", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            return False
        except OSError:
            return True
        return True

    def forget_old(self, now_s: float) -> None:
        """Remove what was told over a week ago."""
        try:
            entries = list(os.scandir(self._folder)) if self._folder else []
        except OSError:
            return
        for entry in entries:
            try:
                if entry.stat().st_mtime < now_s - KEPT_S:
                    os.unlink(entry.path)
            except OSError:
                continue
