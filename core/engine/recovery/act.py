"""Rebuilds `state.db` from the run folders; what was there is kept beside, under another name."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.attempts.watch import living
from core.engine.recovery.account import accounts
from core.engine.recovery.watch import recalled
from core.model.gate import Gate, Halt, Halting, Permit
from core.model.moment import Mark, mark
from core.model.pace import WAVE
from core.model.plan import tasks_of
from core.model.run import Outcome
from core.runs.plans.watch import entered
from core.runs.store import LIVE, OVER, State
from core.spawn.store import GateRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.engine.recovery.account import Account, Recalled
    from core.model.moment import Moment
    from core.model.plan import Entered
    from core.model.where import StateFolder

LONG_AGO = Mark(boot="", start=0.0)
"""No permit that was granted then can be begun with."""
WHY = "the state was rebuilt: pauses, slots and stops are not in run folders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What was recovered."""

    runs: int = 0
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    attempts: int = 0
    agents: int = 0
    """Those that live, by the kernel's word."""
    kept: tuple[str, ...] = ()
    """Where the old files lie."""


def rebuild(folder: StateFolder, at: Moment) -> Rebuilt:
    """Put a new state in the place of the old; whoever calls holds the engine's lock.

    The new one is whole before the old one is moved; a crash between is mended by rebuilding
    again. The carrier's file goes, too: it may call an attempt finished that must be seen through.

    Raises Unusable where an agent lives of which nothing is known.
    """
    passing = f"{folder.state}-rebuilding"
    for path in _files(passing):
        os.unlink(path)
    plans = {one.run: one for one in entered(folder)}
    attempts = list(recalled(folder, plans))
    if not plans:
        return Rebuilt(kept=set_aside((folder.state, folder.carried), at))
    found, agents = accounts(attempts, at), living(folder.runs)
    state = State(passing)
    try:
        with state.transaction() as db:
            _enter(state, plans.values(), found)
            is_waiting = next(state.waiting(), None) is not None
            GateRow(db).write(_gate(attempts, at, is_waiting=is_waiting))
            words = list(state.outcomes().values())
            state.note(at.wall, "rebuilt", folder.state, {"runs": len(plans), "agents": agents})
    finally:
        state.close()
    kept = set_aside((folder.state, folder.carried), at)
    os.rename(passing, folder.state)
    return Rebuilt(
        runs=len(plans),
        outcomes={word: words.count(word) for word in Outcome},
        attempts=len(attempts),
        agents=agents,
        kept=kept,
    )


def set_aside(paths: Iterable[str], at: Moment) -> tuple[str, ...]:
    """Rename databases with all that belongs to them; nothing is ever deleted."""
    stamp, kept = f"{at.wall:%Y%m%dT%H%M%SZ}", []
    for path in paths:
        number = 0
        while os.path.exists(new := f"{path}.damaged-{stamp}{f'-{number}' if number else ''}"):
            number += 1
        for old in _files(path):
            os.rename(old, f"{new}{old.removeprefix(path)}")
            kept += [new] if old == path else []
    return tuple(kept)


def _files(path: str) -> list[str]:
    return [name for end in ("-wal", "-shm", "") if os.path.exists(name := f"{path}{end}")]


def _enter(state: State, plans: Iterable[Entered], found: dict[str, Account]) -> None:
    """Write every run down as it was entered, then what its folders tell."""
    for one in plans:
        tasks = {task.key: task for task in tasks_of(one.run, one.plan)}
        tasks |= {key: each.task for key, each in found.items() if each.task.run == one.run}
        state.plan(one.run, one.began, one.plan, tasks.values())
    for key, account in found.items():
        _tell(state, key, account)


def _tell(state: State, key: str, account: Account) -> None:
    """Replace the first attempt that every new task is given by those that there were."""
    state.move(key, OVER)
    state.prepare(key, account.task.worktree, account.task.start_commit)
    if account.task.is_stopped:
        state.stop(key)
    for attempt, verdict in account.over:
        state.queue(attempt)
        state.move(attempt.key, OVER, verdict)
    for one in account.live:
        state.queue(one.begun.attempt)
        state.move(one.begun.attempt.key, LIVE)
    if account.next is not None:
        state.queue(account.next)
    state.settle(key, account.outcome, account.because)


def _gate(attempts: Sequence[Recalled], at: Moment, *, is_waiting: bool) -> Gate:
    """Count every agent that may live, and let nobody start before a person has looked."""
    permits = tuple(
        Permit(
            attempt=one.begun.attempt.key,
            task=one.begun.task.key,
            role=one.begun.task.role,
            number=one.begun.permit,
            granted=LONG_AGO,
        )
        for one in attempts
        if one.verdict is None
    )
    halt = Halt(kind=Halting.OPERATOR, by="doctor", since=at.wall, because=WHY)
    return Gate(
        permits=permits,
        granted=max((one.begun.permit for one in attempts), default=0),
        last=mark(at),
        wave=WAVE,
        halts=(halt,) if is_waiting else (),
    )
