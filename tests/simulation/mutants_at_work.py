"""Engines that go wrong about agents at work: their ends, their time, their messages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from core.engine import ledger, stages
from core.engine.agents import limits, overdue
from core.model.effects import Do, On, Rest
from core.model.run import Standing
from core.runs import outcome, store
from tests.simulation.climate import LONG
from tests.simulation.doors import Clocks
from tests.simulation.mutant import Mutant

if TYPE_CHECKING:
    from collections.abc import Collection, Generator
    from datetime import datetime

    from core.model.effects import Effect
    from core.model.run import Attempt, Task, Verdict
    from core.runners.stream import Told

ALWAYS, NEVER = re.compile(""), re.compile("(?!)")


def _charges_all(task: Task, attempt: Attempt, verdict: Verdict, *rest: Any) -> outcome.Next:  # noqa: ANN401, a patch
    return outcome.following(task, attempt, replace(verdict, halt=None, fault=None), *rest)


def _forgets(self: ledger.Ledger, key: str, verdict: Verdict) -> bool:
    """Queues what follows a moment after it has written down the end."""
    later: list[Attempt] = []
    with patch.object(store.State, "queue", lambda _, attempt: later.append(attempt)):
        is_news = _finish(self, key, verdict)
    for attempt in later:
        with self._state.transaction():
            self._state.queue(attempt)
    return is_news


def _keeps_nothing(self: store.State, attempt: str, state: str, _: Verdict | None = None) -> None:
    _move(self, attempt, state)


def _stops_all(self: store.State, subject: str) -> None:
    _stop(self, subject.partition("/")[0])


def _leaves_orphans(key: str) -> Generator[Effect, Any, Verdict]:
    while True:
        seen = yield On(key, Do.LOOK)
        if seen is Standing.ALIVE:
            yield On(key, Do.CLOSE)
        if seen in (Standing.ENDED, Standing.LOST, Standing.ORPHANED):
            verdict: Verdict = yield On(key, Do.VERDICT)
            return verdict
        yield Rest(stages.LOOK)


def _from_its_start(
    self: limits.Progress, seen: Collection[limits.Seen], now: float
) -> dict[str, float]:
    return _overdue(self, [replace(one, steps=0) for one in seen], now)


def _excuses_nobody(
    _: overdue.Watchdog, attempt: Attempt, task: Task, told: Told, at: datetime, *, is_held: bool
) -> limits.Seen:
    del at
    length = limits.limit(task.role, attempt.number)
    return limits.Seen(attempt=attempt.key, steps=told.steps, limit=length, is_excused=is_held)


_finish, _move, _stop = ledger.Ledger.finish, store.State.move, store.State.stop
_overdue = limits.Progress.overdue
AT_WORK: dict[str, Mutant] = {
    "an event of the account spends a retry": Mutant(
        frozenset({"S1-05"}), patches=((ledger, "following", _charges_all),)
    ),
    "what no try mends is tried again": Mutant(
        frozenset({"S4-47"}),
        patches=((outcome, "MOST", {}), (outcome, "PASSING", ALWAYS)),
    ),
    "what another try may mend goes to a person": Mutant(
        frozenset({"S4-42"}), patches=((outcome, "PASSING", NEVER),)
    ),
    "a retry is queued after the end is written down": Mutant(
        frozenset({"P5"}), patches=((ledger.Ledger, "finish", _forgets),), first=26
    ),
    "an orphan is tried again at once": Mutant(
        frozenset({"S4-27"}), patches=((stages, "watch", _leaves_orphans),), first=18
    ),
    "ends are not kept": Mutant(
        frozenset({"S4-33"}), patches=((store.State, "move", _keeps_nothing),)
    ),
    "one stop ends its whole run": Mutant(
        frozenset({"P5"}), patches=((store.State, "stop", _stops_all),)
    ),
    "the last message goes first": Mutant(
        frozenset({"D17"}), frozenset({"the last message first"})
    ),
    "what was sent stays in the inbox": Mutant(
        frozenset({"D17"}), frozenset({"sent messages stay"})
    ),
    "the inbox closes whatever lies in it": Mutant(
        frozenset({"D17"}), frozenset({"closes by another name"}), first=32
    ),
    "the inbox of the dead stays open": Mutant(
        frozenset({"D17"}), frozenset({"the inbox stays open"})
    ),
    "limits count on while the machine sleeps": Mutant(
        frozenset({"S4-46"}), patches=((Clocks, "monotonic", Clocks.boottime),), climate=LONG
    ),
    "nobody is spared after suspend": Mutant(
        frozenset({"D21"}), patches=((limits, "AWAKE", 0.0),), climate=LONG, first=55
    ),
    "agents are ended while the account is held": Mutant(
        frozenset({"S1-05"}),
        patches=((ledger.Ledger, "is_account_held", lambda _: False),),
        climate=LONG,
        first=12,
    ),
    "who waits for an answer is ended": Mutant(
        frozenset({"S4-46"}),
        patches=((overdue.Watchdog, "_seen", _excuses_nobody),),
        climate=LONG,
        first=9,
    ),
    "every attempt has the time of the first": Mutant(
        frozenset({"S4-46"}),
        patches=((overdue, "limit", lambda role, _: limits.limit(role, 0)),),
        climate=LONG,
        first=9,
    ),
    "a limit counts from the start": Mutant(
        frozenset({"S4-46"}),
        patches=((limits.Progress, "overdue", _from_its_start),),
        climate=LONG,
    ),
    "a stall of all is everybody's own": Mutant(
        frozenset({"S1-06"}), patches=((limits, "MASS", 99),), climate=LONG, first=39
    ),
    "who hangs is let be": Mutant(
        frozenset({"P5"}),
        patches=((limits.Progress, "overdue", lambda *_: {}),),
        climate=LONG,
        first=6,
    ),
}
