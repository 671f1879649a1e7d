"""Reads an engine's state without changing anything: for every face, whether it runs or not."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from core.clean import clean
from core.clock import SystemClock
from core.indexes.watch import untouched
from core.locks.watch import is_locked
from core.model.events import Event, Grounded
from core.model.gate import OPEN, Gate
from core.model.ground import NO_GROUND, EngineSeen, Entry, Ground, NextSpawn, TaskSeen
from core.model.pace import TOP, Pace
from core.model.plan import Entered
from core.model.run import Outcome

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from core.clock import Clock
    from core.model.where import StateFolder

LIMIT = 4096
PLANS = "*/.plan.json"
LOOK_S = 0.2
"""Seconds between two looks."""
SILENT_S = 2.0
"""An engine touches its lock four times as often. Source: ours."""
MEND = "groundstop doctor --rebuild recovers it."
_TASKS = """
select task.key, run, branch, role, outcome, because, worktree, start_commit, pace,
    (select count(*) from attempt where task = task.key and state != 'queued'),
    (select key from attempt where task = task.key order by rowid desc limit 1)
from task order by place
"""
_LAST = "select at, kind, document from journal where kind in ('admit', 'hold') order by id desc"


_entered = msgspec.json.Decoder(Entered)


_STARTED = "select document from journal where kind = 'preflight' order by id desc limit 1"
_GATE = "select document from gate where id = 1"


class _Started(msgspec.Struct):
    wanted: int | None = None


class _Held(msgspec.Struct):
    by: str = ""
    because: str = ""
    left: float | None = None


class _Answer(msgspec.Struct):
    held: list[_Held] = []


class _Entry(msgspec.Struct):
    verdict: _Answer | None = None


class _Reason(msgspec.Struct):
    because: str = ""
    held: list[_Held] = []


class _Rest(msgspec.Struct):
    verdict: _Reason | None = None
    halt: _Reason | None = None


class _Me(msgspec.Struct):
    pid: int
    since: datetime
    version: str = ""


async def grounds(folder: StateFolder, clock: Clock) -> AsyncGenerator[Event]:
    """The engine's state, whenever it differs."""
    before, stamps = NO_GROUND, None
    while True:
        while stamps == (stamps := _stamps(folder)):
            await clock.sleep(LOOK_S)
        now = ground(folder)
        if now.trouble and not now.tasks:
            now = replace(before, engine=now.engine, trouble=now.trouble)
        if now != before:
            before = now
            yield Grounded(ground=now)


def _stamps(folder: StateFolder) -> tuple[object, ...]:
    """Tell one state from another without reading it."""
    return (
        is_locked(folder.lock),
        _is_silent(folder.lock),
        *(_stamp(path) for path in (folder.state, f"{folder.state}-wal", folder.refusal)),
    )


def _stamp(path: str) -> tuple[int, int, int] | None:
    try:
        told = os.stat(path)
    except FileNotFoundError:
        return None
    return told.st_ino, told.st_size, told.st_mtime_ns


def _is_silent(lock: str) -> bool:
    """Whether an engine has not touched its lock for long; the machine's own clock stamps files."""
    try:
        return abs(SystemClock().now().timestamp() - os.stat(lock).st_mtime) > SILENT_S
    except FileNotFoundError:
        return False


def ground(folder: StateFolder) -> Ground:
    """Look at a state folder; where there is no state there is no ground, or there is trouble."""
    if not os.path.exists(folder.state):
        is_lost = next(Path(folder.runs).glob(PLANS), None) is not None
        return Ground(trouble=f"{folder.state} is missing. {MEND}" if is_lost else "")
    try:
        with closing(_opened(folder)) as db:
            return _ground(db, folder)
    except (sqlite3.DatabaseError, msgspec.MsgspecError) as error:
        trouble = f"{folder.state} cannot be read ({clean(str(error), limit=100)})"
        return Ground(engine=_engine(folder), trouble=f"{trouble}. {MEND}")


def journal(folder: StateFolder, after: int = 0) -> list[Entry]:
    """Give the lines of the journal behind a number, oldest first."""
    if not os.path.exists(folder.state):
        return []
    db = sqlite3.connect(f"file:{folder.state}?mode=ro", uri=True, timeout=5.0)
    try:
        rows = db.execute(
            "select id, at, kind, subject, document from journal where id > ? order by id", (after,)
        ).fetchall()
    finally:
        db.close()
    return [_entry(row) for row in rows]


def entered(folder: StateFolder) -> Iterator[Entered]:
    """Give the plans that lie in the run folders; one that cannot be read is left out."""
    for path in sorted(Path(folder.runs).glob(PLANS)):
        try:
            yield _entered.decode(path.read_bytes())
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            continue


def planned_before(folder: StateFolder) -> int | None:
    """How many agents the latest start began with; None: nothing was ever started."""
    if not os.path.exists(folder.state):
        return None
    db = sqlite3.connect(f"file:{folder.state}?mode=ro", uri=True, timeout=5.0)
    try:
        row = db.execute(_STARTED).fetchone()
    except sqlite3.DatabaseError:
        return None
    finally:
        db.close()
    return msgspec.json.decode(row[0], type=_Started).wanted if row else None


def _entry(row: tuple[int, str, str, str, str]) -> Entry:
    number, at, kind, subject, document = row
    return Entry(
        number=number,
        at=datetime.fromisoformat(at).astimezone(UTC),
        kind=clean(kind),
        subject=clean(subject),
        because=_because(document),
    )


def _because(document: str) -> str:
    """Find the reason in whatever an entry rests on."""
    found = msgspec.json.decode(document, type=_Rest)
    for one in (found.verdict, found.halt):
        if one is not None and one.because:
            return clean(one.because)
    held = found.verdict.held if found.verdict is not None else []
    return clean(held[0].because) if held else ""


def _opened(folder: StateFolder) -> sqlite3.Connection:
    if folder.is_read_only:
        return untouched(folder.state)
    return sqlite3.connect(f"file:{folder.state}?mode=ro", uri=True, timeout=5.0)


def _ground(db: sqlite3.Connection, folder: StateFolder) -> Ground:
    row = db.execute(_GATE).fetchone()
    gate = msgspec.json.decode(row[0], type=Gate) if row else OPEN
    rows = db.execute(_TASKS).fetchall()
    paces = [msgspec.json.decode(one[8], type=Pace) for one in rows]
    tasks = tuple(_task(one) for one in rows)
    ours = zip(tasks, paces, strict=True)
    most = min((pace.most for task, pace in ours if not task.is_settled), default=TOP)
    total = max((pace.total for pace in paces), default=0)
    waits = any(task.outcome is Outcome.QUEUED for task in tasks)
    engine = _engine(folder)
    return Ground(
        engine=engine,
        trouble=_refusal(folder) if engine is None else "",
        halts=gate.halts,
        used=len(gate.permits),
        allowed=min(most, total if gate.slots is None else gate.slots),
        most=most,
        next=_next(db) if waits else None,
        readings=gate.readings,
        tasks=tasks,
    )


def _task(row: tuple[str, str, str, str, str, str, str, str, str, int, str]) -> TaskSeen:
    key, run, branch, role, outcome, because, worktree, start, _, attempts, attempt = row
    return TaskSeen(
        key=clean(key),
        run=clean(run),
        id=clean(key.rpartition("/")[2]),
        branch=clean(branch),
        role=clean(role),
        outcome=Outcome(outcome),
        attempts=attempts,
        because=clean(because),
        attempt=clean(attempt),
        worktree=clean(worktree),
        start_commit=clean(start),
    )


def _next(db: sqlite3.Connection) -> NextSpawn | None:
    """What the gate said last, and when what it said is over."""
    row = db.execute(_LAST).fetchone()
    if row is None or row[1] != "hold":
        return None
    verdict = msgspec.json.decode(row[2], type=_Entry).verdict
    if verdict is None or not verdict.held:
        return None
    left = verdict.held[0].left
    said = datetime.fromisoformat(row[0]).astimezone(UTC)
    return NextSpawn(
        at=None if left is None else said + timedelta(seconds=left),
        held_by=tuple(one.by for one in verdict.held),
        because=clean(verdict.held[0].because),
    )


def _refusal(folder: StateFolder) -> str:
    try:
        with open(folder.refusal, encoding="utf-8") as file:
            return clean(file.read(LIMIT), limit=500)
    except (OSError, UnicodeDecodeError):
        return ""


def _engine(folder: StateFolder) -> EngineSeen | None:
    """Give the engine that lives; a lock that nobody holds tells of one that is gone."""
    if not is_locked(folder.lock):
        return None
    try:
        with open(folder.lock, "rb") as file:
            me = msgspec.json.decode(file.read(LIMIT), type=_Me)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    version = clean(me.version)
    return EngineSeen(
        pid=me.pid,
        since=me.since,
        version=version,
        state_dir=folder.root,
        is_silent=_is_silent(folder.lock),
    )
