"""The escalation queue: who asks comes first, then whoever was given up on (S4-32, S4-42)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from core.clean import redact
from core.model.escalation import Escalation
from core.model.results import Try
from core.model.run import STUCK, attempt_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.model.ground import Entry, Ground, TaskSeen


ENDS = ("ended", "incomplete")
"""Kinds of the journal that tell of an attempt's end."""


def escalations(ground: Ground, entries: Iterable[Entry]) -> tuple[Escalation, ...]:
    """Give the queue, in the order of the plans; `entries` are lines of the journal."""
    asked = dict(ground.questions)
    stuck = [one for one in ground.tasks if one.key in asked or one.outcome in STUCK]
    tried = tries(entries if stuck else (), stuck)
    found = [_entry(one, asked, tried[one.key]) for one in stuck]
    return tuple(sorted(found, key=lambda one: not one.asks))


def tries(entries: Iterable[Entry], tasks: Iterable[TaskSeen]) -> Mapping[str, tuple[Try, ...]]:
    """Give every attempt that has ended, by its task, the first one first (S4-15).

    One that ended well, and was found to lack its files later, has that as its reason.
    """
    known = {one.key for one in tasks}
    found: defaultdict[str, dict[str, Try]] = defaultdict(dict)
    for one in entries:
        if one.kind in ENDS and (key := attempt_of(one.subject).task) in known:
            ended = Try(attempt=one.subject, at=one.at, because=redact(one.because))
            found[key][one.subject] = ended
    return defaultdict(tuple, {key: tuple(ended.values()) for key, ended in found.items()})


def _entry(task: TaskSeen, asked: Mapping[str, str], tried: tuple[Try, ...]) -> Escalation:
    is_asking = task.key in asked
    return Escalation(
        task=task,
        because=redact(asked[task.key] if is_asking else task.because),
        asks=is_asking,
        since=tried[-1].at if tried and not is_asking else None,
        tries=tried,
    )
