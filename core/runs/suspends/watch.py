"""Reads in the journal when an engine noticed that the machine had slept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from core.model.suspend import Suspend

if TYPE_CHECKING:
    import sqlite3

NIGHTS = 20
"""Times asleep that are remembered."""
_SLEPT = "select id, at, document from journal where kind = 'suspended' and id > ? order by id"
_NEWEST = "select coalesce(max(id), 0) from journal"


class _Told(msgspec.Struct):
    since: datetime | None = None


class Suspends:
    """Looks again and again; a line is read once."""

    def __init__(self) -> None:
        self._known: tuple[Suspend, ...] = ()
        self._last = 0

    def look(self, db: sqlite3.Connection) -> tuple[Suspend, ...]:
        """Give the latest times asleep; inside a transaction."""
        newest = int(db.execute(_NEWEST).fetchone()[0])
        if newest < self._last:
            self._known, self._last = (), 0
        more = [_suspend(at, text) for _, at, text in db.execute(_SLEPT, (self._last,))]
        found = (one for one in more if one is not None)
        self._known, self._last = (*self._known, *found)[-NIGHTS:], newest
        return self._known


def _suspend(at: str, document: str) -> Suspend | None:
    since = msgspec.json.decode(document, type=_Told).since
    until = datetime.fromisoformat(at).astimezone(UTC)
    return None if since is None else Suspend(since=since.astimezone(UTC), until=until)
