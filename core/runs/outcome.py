"""What follows when an attempt has ended: done, again after a wait, or a person is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from core.model.moment import span
from core.model.run import Attempt, Outcome, Standing, attempt_key
from core.model.signs import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.moment import Moment, Span
    from core.model.run import Task, Verdict

WAITS = (30.0, 120.0)
"""Seconds before the first and before every further retry, unless a plan has its own.

Source: S4-40, S4-41; decisions, table.
"""
RETRIES = {"PLANNER": 1, "IMPLEMENTER": 2, "AUDITOR": 1, "CLEANER": 1}
"""S4-35..38."""
STARTS = 10
"""How often a task is started in vain, in a row; the breaker slows that down. Source: ours."""
MOST = {Fault.REFUSED: 0, Fault.UNKNOWN: 1}
"""Retries after an API error that another try does not mend; of one that is unknown, one."""
PASSING = re.compile(r"rate.?limit|time(d )?.?out|network", re.IGNORECASE)
"""What an agent calls its failure by that another try may mend (S4-31); else a person is asked."""
OTHERS = 2
"""Retries of any other role (S4-43)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What a task is now, and the attempt that follows if there is one."""

    outcome: Outcome
    attempt: Attempt | None = None
    because: str = ""


def following(
    task: Task, attempt: Attempt, verdict: Verdict, at: Moment, before: Sequence[Verdict] = ()
) -> Next:
    """Decide what follows an attempt; `before` is how those before it have ended.

    One that never ran is started again under the same number; one that the account ended spends
    no retry (S1-05); one that failed waits as its plan says, by default 30 s, then 120 s, then a
    person is asked (S4-40..44).
    One that ended well without its files is corrected at once, as often as it may be tried again.
    """
    is_well = verdict.standing is Standing.ENDED and verdict.code == 0 and not verdict.is_failed
    if verdict.halt is None and is_well and not verdict.missing:
        return Next(outcome=Outcome.PROVING if task.proves else Outcome.DONE)
    if task.is_stopped:
        return Next(outcome=Outcome.CANCELLED, because="stopped by order")
    if verdict.missing:
        return _corrected(task, attempt, verdict)
    if _is_vain(verdict) and (_vain_starts(before) + 1) % STARTS == 0:
        because = f"it could not be started {STARTS} times; the last: {verdict.because}"
        return Next(outcome=Outcome.ESCALATED, because=because)
    if verdict.halt is not None or verdict.standing in (Standing.REVOKED, Standing.NEVER):
        again = _again(task, attempt.number, attempt.start + 1, wait=attempt.wait)
        return Next(outcome=Outcome.QUEUED, attempt=again, because=verdict.because)
    most = MOST.get(verdict.fault, task.retries) if verdict.fault else task.retries
    if verdict.is_failed and not PASSING.search(verdict.because):
        most = 0
    if attempt.number >= min(most, task.retries):
        tried = f"{attempt.number + 1} attempts failed" if attempt.number else "it failed"
        because = f"{tried}; the last: {verdict.because}" if verdict.because else tried
        return Next(outcome=Outcome.ESCALATED, because=because)
    waits = task.pace.retry_waits or WAITS
    wait = span(at, waits[min(attempt.number, len(waits) - 1)])
    return Next(
        outcome=Outcome.QUEUED,
        attempt=_again(task, attempt.number + 1, attempt.start, wait=wait),
        because=verdict.because,
    )


def _is_vain(verdict: Verdict) -> bool:
    return verdict.standing is Standing.NEVER and not verdict.is_silent


def _vain_starts(before: Sequence[Verdict]) -> int:
    """Count the starts in a row, up to the last, of which no agent has come."""
    neutral = (Standing.NEVER, Standing.REVOKED)
    row = takewhile(lambda one: one.standing in neutral, reversed(before))
    return sum(map(_is_vain, row))


def _corrected(task: Task, attempt: Attempt, verdict: Verdict) -> Next:
    """Let another attempt deliver what is missing (S4-29): no time mends that, so it need not wait.

    After the last one nothing is believed, and a person looks.
    """
    if attempt.number < task.retries:
        again = _again(task, attempt.number + 1, attempt.start, wait=None)
        return Next(outcome=Outcome.QUEUED, attempt=again, because=verdict.because)
    tried = f"{attempt.number + 1} attempts ended without their files; the last: "
    because = f"{tried if attempt.number else ''}{verdict.because}"
    return Next(outcome=Outcome.UNPROVEN, because=because)


def _again(task: Task, number: int, start: int, *, wait: Span | None) -> Attempt:
    key = attempt_key(task.key, number, start)
    return Attempt(key=key, task=task.key, number=number, start=start, wait=wait)
