"""What became of a task, told from its run folders alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from core.model.run import Outcome
from core.runs.outcome import following

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.model.moment import Moment
    from core.model.run import Attempt, Begun, Task, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """What one attempt's folder tells."""

    begun: Begun
    verdict: Verdict | None = None
    """None: an engine must still see it through."""
    is_stopped: bool = False
    """Somebody ordered its end."""


@dataclass(slots=True, kw_only=True)
class Account:
    """One task, as its folders tell of it."""

    task: Task
    outcome: Outcome = Outcome.QUEUED
    because: str = ""
    over: list[tuple[Attempt, Verdict]] = field(default_factory=list)
    live: list[Recalled] = field(default_factory=list)
    next: Attempt | None = None
    """What waits for a permit now."""


def accounts(recalled: Iterable[Recalled], at: Moment) -> dict[str, Account]:
    """Go through all attempts in the order of their permits; what is judged stays judged."""
    found: dict[str, Account] = {}
    for one in sorted(recalled, key=lambda each: each.begun.permit):
        task = replace(one.begun.task, is_stopped=one.is_stopped)
        mine = found.setdefault(task.key, Account(task=task))
        mine.task, mine.next = task, None
        if one.verdict is None:
            mine.live.append(one)
            mine.outcome, mine.because = Outcome.RUNNING, ""
            continue
        then = following(task, one.begun.attempt, one.verdict, at, [end for _, end in mine.over])
        mine.over.append((one.begun.attempt, one.verdict))
        mine.outcome, mine.because, mine.next = then.outcome, then.because, then.attempt
    return found
