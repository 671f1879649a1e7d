"""Asks an engine's state what was before; changes nothing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import msgspec

from core.runs.rows import entry
from core.runs.watch import ENTRIES, opened

if TYPE_CHECKING:
    from core.model.ground import Entry
    from core.model.where import StateFolder

_PREFLIGHT = "select document from journal where kind = 'preflight' order by id desc limit 1"


class _Started(msgspec.Struct):
    wanted: int | None = None


def journal(folder: StateFolder, after: int = 0) -> list[Entry]:
    """Give the lines of the journal behind a number, oldest first."""
    if not os.path.exists(folder.state):
        return []
    with closing(opened(folder)) as db:
        return [entry(row) for row in db.execute(ENTRIES, (after,))]


def used(folder: StateFolder) -> dict[str, int]:
    """Give the tokens that each task has used, all its attempts together."""
    if not os.path.exists(folder.state):
        return {}
    with closing(opened(folder)) as db:
        return dict(db.execute("select task, sum(tokens) from attempt group by task"))


def planned_before(folder: StateFolder) -> int | None:
    """How many agents the latest start began with; None: nothing was ever started."""
    if not os.path.exists(folder.state):
        return None
    try:
        with closing(opened(folder)) as db:
            row = db.execute(_PREFLIGHT).fetchone()
    except sqlite3.DatabaseError:
        return None
    return msgspec.json.decode(row[0], type=_Started).wanted if row else None
