"""Keeps the standing answer of a Claude home in a file of its own."""

from __future__ import annotations

import json
import os
import sqlite3
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from core.standing.marks import Answer

SCHEMA = "create table if not exists answer (key text primary key, said text not null)"


def load(path: str, key: str) -> Answer | None:
    """The answer under a key; None where there is none that can be read."""
    if not os.path.exists(path):
        return None
    try:
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0.2)
        try:
            row = db.execute("select said from answer where key = ?", (key,)).fetchone()
        finally:
            db.close()
        found = json.loads(row[0]) if row else None
    except (sqlite3.Error, ValueError):
        return None
    return cast("Answer", found) if isinstance(found, dict) else None


def save(path: str, key: str, answer: Answer) -> None:
    """Keep an answer; it is a convenience, so a full disk or a lock is no trouble."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    try:
        db = sqlite3.connect(path, timeout=0.2)
        try:
            with db:
                db.execute(SCHEMA)
                db.execute("insert or replace into answer values (?, ?)", (key, json.dumps(answer)))
        finally:
            db.close()
    except sqlite3.Error:
        return
