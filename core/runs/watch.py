"""Reads an engine's state without changing anything: for every face, whether it runs or not."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections import deque
from contextlib import closing
from dataclasses import replace
from datetime import datetime  # noqa: TC003, msgspec reads the fields' types
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from core.clean import clean
from core.clock import SystemClock
from core.indexes.watch import untouched
from core.locks.watch import is_locked
from core.model.events import Event, Grounded
from core.model.gate import OPEN, Gate
from core.model.ground import NO_GROUND, EngineSeen, Entry, Ground
from core.model.run import Outcome
from core.model.runner import Runner
from core.runs.escalations.queue import escalations
from core.runs.escalations.watch import Evidence
from core.runs.letters.watch import open_question
from core.runs.plans.watch import PLANS
from core.runs.rows import TaskRows, entry, health, limits, next_spawn
from core.runs.saved.watch import Safe, Saved
from core.runs.suspends.watch import Suspends

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from core.clock import Clock
    from core.model.where import StateFolder

LIMIT = 4096
LOOK_S = 0.2
"""Seconds between two looks."""
SILENT_S = 2.0
"""An engine touches its lock four times as often. Source: ours."""
MEND = "groundstop doctor --rebuild recovers it."
KEPT = 1000
"""Lines of the journal that a screen can show."""
_TASKS = """
select key, run, branch, role, outcome, because, worktree, start_commit, place, pace
from task order by place
"""
_ATTEMPTS = "select task, key, state from attempt order by rowid"
_SPENT = "select key, tokens from attempt where state = 'live'"
_RUNS = "select key, began, document from run"
_LAST = "select at, kind, document from journal where kind in ('admit', 'hold') order by id desc"
_PERMITTED = """
select at from journal where kind = 'admit' and subject = ? order by id desc limit 1
"""
_STARTED = "select at from journal where kind = 'admit' order by id desc limit 1"
_WAITING = "select count(*) from command where not is_taken"
ENTRIES = "select id, at, kind, subject, document from journal where id > ? order by id"
_NEWEST = "select coalesce(max(id), 0) from journal"


class _Me(msgspec.Struct):
    pid: int
    since: datetime
    version: str = ""


async def grounds(folder: StateFolder, clock: Clock) -> AsyncGenerator[Event]:
    """The engine's state with its journal, whenever it differs."""
    before = NO_GROUND
    with closing(Watch(folder, has_journal=True)) as watch:
        while True:
            now = await asyncio.to_thread(watch.look)
            if now is not before and now != before:
                before = now
                yield Grounded(ground=now)
            await clock.sleep(LOOK_S)


def ground(folder: StateFolder) -> Ground:
    """Look at a state folder once; where there is no state there is no ground."""
    with closing(Watch(folder)) as watch:
        return watch.look()


class Watch:
    """Looks again and again; what nobody has written to is not read again."""

    def __init__(self, folder: StateFolder, *, has_journal: bool = False) -> None:
        self._folder = folder
        self._db: sqlite3.Connection | None = None
        self._file: object = None
        self._seen: object = None
        """Which version of the file the last look was at."""
        self._ground = NO_GROUND
        self._tasks = TaskRows(folder.runs)
        self._saved = Saved(folder.runs)
        self._spent: dict[str, int] = {}
        self._evidence = Evidence(folder.runs)
        self._slept = Suspends()
        self._entries: deque[Entry] | None = deque(maxlen=KEPT) if has_journal else None

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            self._db.close()
        self._db = self._file = self._seen = None

    def look(self) -> Ground:
        """Give the engine's state; the same object while nothing is another."""
        before = self._ground
        engine = _engine(self._folder)
        trouble = self._trouble() or (_refusal(self._folder) if engine is None else "")
        known = self._ground
        safe, asked = self._saved.look(known.tasks, self._spent), self._questions()
        now = engine, trouble, safe, asked
        safe_before = Safe(
            checkpointed=known.checkpointed, snapshotted=known.snapshotted, risks=known.risks
        )
        if now != (known.engine, known.trouble, safe_before, known.questions):
            self._ground = replace(
                known,
                engine=engine,
                trouble=trouble,
                checkpointed=safe.checkpointed,
                snapshotted=safe.snapshotted,
                risks=safe.risks,
                questions=asked,
            )
        if self._ground is not before:
            queue = self._evidence.beside(escalations(self._ground, self._ground.journal))
            self._ground = replace(self._ground, escalations=queue)
        return self._ground

    def _questions(self) -> tuple[tuple[str, str], ...]:
        """Give what agents ask that are at work."""
        asked = (
            (task.key, open_question(f"{self._folder.runs}/{task.attempt}"))
            for task in self._ground.tasks
            if task.outcome is Outcome.RUNNING and task.attempt
        )
        return tuple((key, text) for key, text in asked if text)

    def _trouble(self) -> str:
        """Read what is new; say why it cannot be read, and what was read last stays."""
        path = self._folder.state
        try:
            self._read()
        except FileNotFoundError:
            self.close()
            if next(Path(self._folder.runs).glob(PLANS), None) is not None:
                return f"{path} is missing. {MEND}"
            self._ground = NO_GROUND
        except (sqlite3.DatabaseError, msgspec.MsgspecError) as error:
            self.close()
            return f"{path} cannot be read ({clean(str(error), limit=100)}). {MEND}"
        return ""

    def _read(self) -> None:
        """Read the state, unless it is as it was."""
        path = self._folder.state
        stamps = _stamp(path), _stamp(f"{path}-wal")
        if stamps[0] is None:
            raise FileNotFoundError(path)
        version: object = stamps
        if not self._folder.is_read_only:
            if self._db is None or self._file != stamps[0][0]:
                self.close()
                self._db, self._file = opened(self._folder), stamps[0][0]
            version = self._db.execute("pragma data_version").fetchone()[0]
        if self._seen != version:
            db = self._db or opened(self._folder)
            self._ground = self._look(db)
            self._seen = version
            if self._db is None:
                db.close()

    def _look(self, db: sqlite3.Connection) -> Ground:
        with db:
            db.execute("begin")
            row = db.execute("select document from gate where id = 1").fetchone()
            gate = msgspec.json.decode(row[0], type=Gate) if row else OPEN
            rows = db.execute(_TASKS).fetchall()
            tasks = self._tasks.seen(
                rows, db.execute(_ATTEMPTS), db.execute(_RUNS), partial(_permitted, db)
            )
            total, most, spacing = limits(rows)
            waits = any(task.outcome is Outcome.QUEUED for task in tasks)
            started = db.execute(_STARTED).fetchone()
            self._spent = dict(db.execute(_SPENT))
            is_over = all(task.is_settled for task in tasks)
            is_told = gate.account is not Runner.REHEARSAL or not is_over
            return Ground(
                halts=gate.halts,
                used=len(gate.permits),
                allowed=min(most, total if gate.slots is None else gate.slots),
                most=most,
                next=next_spawn(db.execute(_LAST).fetchone()) if waits else None,
                readings=gate.readings if is_told else (),
                account=gate.account,
                health=health(gate, spacing, started[0] if started else ""),
                tasks=tasks,
                orders=int(db.execute(_WAITING).fetchone()[0]),
                slept=self._slept.look(db),
                journal=self._journal(db),
            )

    def _journal(self, db: sqlite3.Connection) -> tuple[Entry, ...]:
        """Read on where the last look ended."""
        entries = self._entries
        if entries is None:
            return ()
        newest = int(db.execute(_NEWEST).fetchone()[0])
        last = entries[-1].number if entries else 0
        if newest < last:
            entries.clear()
            last = 0
        entries.extend(map(entry, db.execute(ENTRIES, (max(last, newest - KEPT),))))
        return tuple(entries)


def opened(folder: StateFolder) -> sqlite3.Connection:
    """Open the state to be read, by whichever thread."""
    if folder.is_read_only:
        return untouched(folder.state)
    path = f"file:{folder.state}?mode=ro"
    return sqlite3.connect(path, uri=True, timeout=5.0, check_same_thread=False)


def _permitted(db: sqlite3.Connection, attempt: str) -> str:
    """Say when an attempt got its permit; nothing where the journal does not say."""
    found = db.execute(_PERMITTED, (attempt,)).fetchone()
    return str(found[0]) if found else ""


def _stamp(path: str) -> tuple[int, int, int] | None:
    try:
        told = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return told.st_ino, told.st_size, told.st_mtime_ns


def _is_silent(lock: str) -> bool:
    """Whether an engine has not touched its lock for long; the machine's own clock stamps files."""
    try:
        return abs(SystemClock().now().timestamp() - os.stat(lock).st_mtime) > SILENT_S
    except FileNotFoundError:
        return False


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
    return EngineSeen(
        pid=me.pid,
        since=me.since,
        version=clean(me.version),
        state_dir=folder.root,
        is_silent=_is_silent(folder.lock),
    )
