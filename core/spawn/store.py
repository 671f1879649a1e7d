"""The gate's row: read and written inside a transaction that the state has opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.model.gate import OPEN, Gate

if TYPE_CHECKING:
    import sqlite3

_gate = msgspec.json.Decoder(Gate)


class GateRow:
    """The one row, as long as one transaction lasts."""

    def __init__(self, transaction: sqlite3.Connection) -> None:
        self._db = transaction

    def read(self) -> Gate:
        """Give the gate; one that nobody has touched is open."""
        row = self._db.execute("select document from gate where id = 1").fetchone()
        return OPEN if row is None else _gate.decode(row[0])

    def write(self, changed: Gate) -> None:
        """Keep the gate as it is now."""
        document = msgspec.json.encode(changed).decode()
        self._db.execute("insert or replace into gate values (1, ?)", (document,))
