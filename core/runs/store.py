"""`state.db`: runs, tasks, attempts, orders and the journal; the only place that opens it."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from core.errors import Trouble
from core.model.command import Command
from core.model.moment import Span
from core.model.pace import Pace
from core.model.plan import Plan
from core.model.run import KEPT, SETTLED, Attempt, Outcome, Task, Verdict, attempt_key
from core.runs.tables import CHANGED_TASK, NEW_TASK, PROVING, SCHEMA, TABLES, WAITING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping
    from datetime import datetime


WAIT_S = 30.0
QUEUED, LIVE, OVER = "queued", "live", "over"
REBUILD = "Nothing was changed; groundstop doctor --rebuild recovers it from the run folders."
IN_MEMORY = ":memory:"
_OUTCOMES = "select key, outcome from task order by place"
encode = msgspec.json.encode


class Unusable(Trouble):
    """The state cannot be used as it is."""


class State:
    """An open `state.db`; threads take turns, other processes may have it open, too."""

    def __init__(self, path: str) -> None:
        self._db = _connected(path)
        self._lock = threading.RLock()
        with ExitStack() as undo:
            undo.callback(self._db.close)
            _prepare(self._db, path)
            undo.pop_all()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One serialised transaction: whole, or not at all."""
        with self._lock, self._db:
            self._db.execute("begin immediate")
            yield self._db

    def version(self) -> int:
        """Give a number that is another one when another process has written."""
        with self._lock:
            return int(self._db.execute("pragma data_version").fetchone()[0])

    def plan(
        self,
        run: str,
        began: datetime,
        plan: Plan,
        tasks: Iterable[Task],
        again: Container[str] = (),
    ) -> None:
        """Write down a run, or what is new in one; inside a transaction.

        A task that ended without being done is tried anew; one that is kept only if it is named.
        """
        self._db.execute(
            "insert into run values (?, ?, ?)"
            " on conflict (key) do update set document = excluded.document",
            (run, began.isoformat(), encode(plan).decode()),
        )
        known = self.outcomes()
        for task in tasks:
            pace = encode(task.pace).decode()
            asked = (task.validates, task.proves)
            self._db.execute(CHANGED_TASK, (pace, task.retries, *asked, task.key))
            if task.key not in known:
                row = (task.key, run, task.branch, task.role, pace, task.retries, *asked)
                self._db.execute(NEW_TASK, (*row, Outcome.QUEUED))
                self.queue(Attempt(key=task.key, task=task.key, number=0))
            elif known[task.key] in SETTLED - KEPT or task.key in again:
                self.begin_anew(task.key)

    def begin_anew(self, task: str) -> None:
        """Let a task that has ended wait for its next attempt; its retries count anew.

        Its worktree may have been removed meanwhile: it is looked for again.
        """
        asked = "select max(start) from attempt where task = ?"
        start = int(self._db.execute(asked, (task,)).fetchone()[0]) + 1
        self._db.execute("update task set is_stopped = 0, worktree = '' where key = ?", (task,))
        self.settle(task, Outcome.QUEUED)
        self.queue(Attempt(key=attempt_key(task, 0, start), task=task, number=0, start=start))

    def queue(self, attempt: Attempt) -> None:
        """Let an attempt wait for its permit; one that is known already stays as it is."""
        wait = encode(attempt.wait).decode() if attempt.wait else None
        self._db.execute(
            "insert or ignore into attempt values (?, ?, ?, ?, ?, ?, null, 0)",
            (attempt.key, attempt.task, attempt.number, attempt.start, wait, QUEUED),
        )

    def waiting(self) -> Iterator[tuple[Attempt, Task, Outcome]]:
        """Give who waits for a permit, in the plans' order; of those without worktree the first."""
        for row in self._db.execute(WAITING, (QUEUED, QUEUED)):
            yield _attempt(row), _task(row), Outcome(row[15])

    def live(self) -> list[tuple[Attempt, Task]]:
        """Give the attempts that have a permit."""
        rows = self._db.execute("select * from work where state = ?", (LIVE,))
        return [(_attempt(row), _task(row)) for row in rows]

    def find(self, attempt: str) -> tuple[Attempt, Task, str]:
        """Give an attempt, its task, and whether it is queued, live or over."""
        row = self._db.execute("select * from work where key = ?", (attempt,)).fetchone()
        return _attempt(row), _task(row), row[5]

    def ends(self, task: str) -> list[Verdict]:
        """Give how the attempts at a task have ended, in their order."""
        asked = "select verdict from attempt where task = ? and verdict is not null order by rowid"
        rows = self._db.execute(asked, (task,))
        return [msgspec.json.decode(document, type=Verdict) for (document,) in rows]

    def move(self, attempt: str, state: str, verdict: Verdict | None = None) -> None:
        """Say that an attempt is live now, or over."""
        word = encode(verdict).decode() if verdict else None
        self._db.execute(
            "update attempt set state = ?, verdict = ? where key = ?", (state, word, attempt)
        )

    def prepare(self, task: str, worktree: str, start_commit: str) -> None:
        """Say where a task's worktree is, and which commit it began with."""
        self._db.execute(
            "update task set worktree = ?, start_commit = ? where key = ?",
            (worktree, start_commit, task),
        )

    def unprepared(self, most: int) -> list[Task]:
        """Give the first tasks that wait and have no worktree yet."""
        asked = "select * from work where state = ? and worktree = '' order by place limit ?"
        with self._lock:
            rows = self._db.execute(asked, (QUEUED, most)).fetchall()
        return [_task(row) for row in rows]

    def known(self, run: str) -> Plan | None:
        """Give a run's plan, if there is such a run."""
        row = self._db.execute("select document from run where key = ?", (run,)).fetchone()
        return _plan(row[0]) if row else None

    def unfinished(self) -> list[str]:
        """Name the runs that have something to do."""
        rows = self._db.execute(
            "select distinct run from task where outcome in (?, ?, ?)",
            (Outcome.QUEUED, Outcome.RUNNING, Outcome.PROVING),
        )
        return [run for (run,) in rows]

    def settle(self, task: str, outcome: Outcome, because: str = "") -> None:
        """Say what a task is now; one that has ended takes its waiting attempts with it."""
        self._db.execute(
            "update task set outcome = ?, because = ? where key = ?", (outcome, because, task)
        )
        if outcome in SETTLED:
            self._db.execute(
                "update attempt set state = ? where task = ? and state = ?", (OVER, task, QUEUED)
            )

    def order(self, at: datetime, command: Command) -> None:
        """Leave an order for the engine; the same one twice is one."""
        self._db.execute(
            "insert or ignore into command values (?, ?, ?, 0)",
            (command.id, at.isoformat(), encode(command).decode()),
        )

    def orders(self) -> list[Command]:
        """Take the orders that wait, oldest first; inside a transaction."""
        rows = self._db.execute("select document from command where not is_taken order by rowid")
        found = [msgspec.json.decode(document, type=Command) for (document,) in rows]
        if found:
            self._db.execute("update command set is_taken = 1 where not is_taken")
        return found

    def note(self, at: datetime, kind: str, subject: str, inputs: Mapping[str, object]) -> None:
        """Add a line to the journal; inside a transaction."""
        self._db.execute(
            "insert into journal (at, kind, subject, document) values (?, ?, ?, ?)",
            (at.isoformat(), kind, subject, encode(inputs).decode()),
        )

    def stop(self, subject: str) -> None:
        """Let one task, or all of a run, come to an end; what has no permit yet never gets one."""
        whose = (subject, subject)
        self._db.execute("update task set is_stopped = 1 where key = ? or run = ?", whose)
        idle = "select key from task where is_stopped and outcome in (?, ?)"
        for (task,) in self._db.execute(idle, (Outcome.QUEUED, Outcome.PROVING)).fetchall():
            self.settle(task, Outcome.CANCELLED, "stopped by order")

    def spend(self, attempt: str, tokens: int) -> None:
        """Say how many tokens an attempt has used by now; never fewer than were said before."""
        known = "update attempt set tokens = ? where key = ? and tokens < ?"
        self._db.execute(known, (tokens, attempt, tokens))

    def spent(self, run: str) -> int:
        """Give the tokens of all attempts of a run, from its beginning."""
        asked = "select total(tokens) from attempt join task on task.key = task where run = ?"
        return int(self._db.execute(asked, (run,)).fetchone()[0])

    def proving(self) -> list[str]:
        """Name the attempts that ended well and wait to be believed; in a transaction."""
        return [key for (key,) in self._db.execute(PROVING, (Outcome.PROVING,))]

    def outcome(self, task: str) -> Outcome:
        """Give what has become of one task; in a transaction."""
        row = self._db.execute("select outcome from task where key = ?", (task,)).fetchone()
        return Outcome(row[0])

    def outcomes(self) -> dict[str, Outcome]:
        """Give what has become of every task."""
        return {key: Outcome(word) for key, word in self._db.execute(_OUTCOMES)}


def _connected(path: str) -> sqlite3.Connection:
    try:
        if path != IN_MEMORY:
            Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return sqlite3.connect(path, timeout=WAIT_S, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.OperationalError) as error:
        raise Unusable(f"{path} cannot be opened: {error}.") from error


def _prepare(db: sqlite3.Connection, path: str) -> None:
    """Make the tables of a new file; what is broken or of another version is left as it is."""
    try:
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = full")
        with db:
            db.execute("begin immediate")
            found = int(db.execute("pragma user_version").fetchone()[0])
            if found == 0:
                for table in TABLES.split(";"):
                    db.execute(table)
                db.execute(f"pragma user_version = {SCHEMA}")
    except sqlite3.OperationalError as error:
        raise Unusable(f"{path} cannot be opened: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise Unusable(f"{path} is damaged ({error}). {REBUILD}") from error
    if found not in (0, SCHEMA):
        which = "newer" if found > SCHEMA else "older"
        raise Unusable(f"{path} was written by a {which} groundstop; let that one drain first.")


def _attempt(row: tuple[Any, ...]) -> Attempt:
    key, task, number, start, wait = row[:5]
    return Attempt(
        key=key,
        task=task,
        number=number,
        start=start,
        wait=msgspec.json.decode(wait, type=Span) if wait else None,
    )


def _task(row: tuple[Any, ...]) -> Task:
    key, run, branch, role, pace, retries, is_stopped, worktree, start = row[6:15]
    return Task(
        key=key,
        run=run,
        branch=branch,
        role=role,
        pace=_pace(pace),
        retries=retries,
        is_stopped=bool(is_stopped),
        worktree=worktree,
        start_commit=start,
        validates=bool(row[17]),
        proves=bool(row[18]),
    )


@lru_cache(maxsize=16)
def _plan(text: str) -> Plan:
    return msgspec.json.decode(text, type=Plan)


@lru_cache(maxsize=256)
def _pace(text: str) -> Pace:
    return msgspec.json.decode(text, type=Pace)
