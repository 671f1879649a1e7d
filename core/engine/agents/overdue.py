"""Ends agents of ours that have gone too long without progress, or asks a person about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.attempts.act import RunFolder
from core.clean import redact
from core.engine.agents.limits import Progress, Seen, limit
from core.host.vigil import Vigil
from core.model.given_up import GivenUp
from core.runs.letters.act import ask
from core.runs.letters.watch import open_question
from core.transcripts.watch import retell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from core.clock import Clock
    from core.engine.ledger import Ledger
    from core.model.run import Attempt, Task
    from core.runners.stream import Told

QUESTION = "It has made no progress for {minutes:.0f} min. Stop it with x, or tell it how to go on."
LAST = 5
"""Steps that tell what an agent was at."""


class Watchdog:
    """One engine's eye on how long its agents take."""

    def __init__(self, ledger: Ledger, runs: str, clock: Clock) -> None:
        self._ledger, self._runs, self._clock = ledger, runs, clock
        self._progress, self._vigil = Progress(), Vigil(clock)

    def look(self, live: Sequence[tuple[Attempt, Task, Told]]) -> None:
        """Look at those who have permits; while the account is held nobody is judged."""
        at, slept = self._vigil.look()
        now = self._clock.monotonic()
        if slept is not None:
            self._progress.wake(now)
            self._ledger.note_suspend(slept)
        is_held = self._ledger.is_account_held()
        seen = [self._seen(*one, at, is_held=is_held) for one in live]
        known = {attempt.key: (task, told.tokens) for attempt, task, told in live}
        for key, seconds in self._progress.overdue(seen, now).items():
            self._act(key, *known[key], seconds / 60, at)

    def _seen(
        self, attempt: Attempt, task: Task, told: Told, at: datetime, *, is_held: bool
    ) -> Seen:
        waits = told.retries > 0 or bool(open_question(f"{self._runs}/{attempt.key}"))
        wrote_at = at.timestamp() if told.wrote_at is None else told.wrote_at
        return Seen(
            attempt=attempt.key,
            steps=told.steps,
            limit=limit(task.role, attempt.number),
            is_excused=is_held or waits,
            quiet=max(0.0, at.timestamp() - wrote_at),
        )

    def _act(self, key: str, task: Task, tokens: int, minutes: float, at: datetime) -> None:
        path = f"{self._runs}/{key}"
        if self._ledger.plan(task.run).asks_at_limit:
            ask(path, QUESTION.format(minutes=minutes), at)
            return
        because = f"no progress for {minutes:.0f} min"
        steps = retell(f"{path}/stream.jsonl", at)[-LAST:]
        last = tuple(redact(step.text) for step in steps)
        RunFolder(path).give_up(GivenUp(at=at, because=because, tokens=tokens, last=last))
        self._ledger.remark("limit", key, because)
