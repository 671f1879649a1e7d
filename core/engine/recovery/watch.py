"""Whether the two databases can be relied on, and what the run folders know without them."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from core.attempts.watch import remembered
from core.engine.recovery.account import Recalled
from core.locks.watch import is_locked
from core.model.given_up import FILE
from core.runs.plans.watch import entered
from core.runs.store import REBUILD, Unusable
from core.runs.tables import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from core.model.where import StateFolder


def refuse_damage(folder: StateFolder) -> None:
    """Never begin with an empty or an old memory beside what has run (P13)."""
    fault = state_fault(folder) or carrier_fault(folder)
    if fault:
        raise Unusable(f"{fault}. {REBUILD}")


def state_fault(folder: StateFolder) -> str:
    """Say why `state.db` cannot be relied on; empty where it can."""
    if not os.path.exists(folder.state):
        known = next(entered(folder), None) is not None or next(_attempts(folder), "")
        return f"{folder.state} is missing, and there are run folders" if known else ""
    if damage := _damage(folder.state):
        return f"{folder.state} is damaged ({damage})"
    if ahead := _ahead(folder):
        return f"{folder.state} is older than the run folders: it does not know {ahead}"
    return ""


def forgotten_run(folder: StateFolder) -> str:
    """Name a run that was entered, and that `state.db` does not know."""
    plans = [one.run for one in entered(folder)]
    known = _known(folder, "select key from run")
    return next((run for run in plans if known is not None and run not in known), "")


def carrier_fault(folder: StateFolder) -> str:
    """Say why the carrier's file cannot be used; where it is missing, a new one is made."""
    damage = _damage(folder.carried) if os.path.exists(folder.carried) else ""
    return f"{folder.carried} is damaged ({damage})" if damage else ""


def recalled(folder: StateFolder, runs: Container[str]) -> Iterator[Recalled]:
    """Give what is written in the run folders of attempts, of these runs alone.

    Raises Unusable where an agent lives of whose attempt, or run, nothing is written.
    """
    for path in _attempts(folder):
        begun, verdict = remembered(path)
        if begun is not None and begun.task.run in runs:
            is_stopped = os.path.exists(f"{path}/stop") and not os.path.exists(f"{path}/{FILE}")
            yield Recalled(begun=begun, verdict=verdict, is_stopped=is_stopped)
        elif is_locked(f"{path}/life"):
            raise Unusable(
                f"{path} is alive, and nothing tells of which task: stop its agent first."
            )


def _attempts(folder: StateFolder) -> Iterator[str]:
    """Give the run folders of attempts."""
    for path in sorted(Path(folder.runs).glob("*/*")):
        if (path / "attempt.json").exists() or (path / "life").exists():
            yield str(path)


def _damage(path: str) -> str:
    """Say what is wrong with a file of SQLite's; empty where it is whole or cannot be opened."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5.0)) as db:
            (found,) = db.execute("pragma quick_check(1)").fetchone()
    except sqlite3.OperationalError:
        return ""
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if found == "ok" else " ".join(str(found).split())


def _ahead(folder: StateFolder) -> str:
    """Name an attempt that has a folder, and that `state.db` has never heard of.

    A permit is written down, and on the disk, before anything of its attempt is.
    """
    begun = [remembered(path)[0] for path in _attempts(folder)]
    known = _known(folder, "select key from attempt where state != 'queued'")
    found = (one.attempt.key for one in begun if one is not None)
    return next((key for key in found if known is not None and key not in known), "")


def _known(folder: StateFolder, asked: str) -> set[str] | None:
    """Ask `state.db`; None where it is another version's, or cannot be opened."""
    try:
        with closing(sqlite3.connect(f"file:{folder.state}?mode=ro", uri=True, timeout=5.0)) as db:
            (version,) = db.execute("pragma user_version").fetchone()
            if version == 0:
                return set()
            return {key for (key,) in db.execute(asked)} if version == SCHEMA else None
    except sqlite3.OperationalError:
        return None
