"""The parts of a fan-out as one result: progressively, in whatever order agents end (S4-52)."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.handoffs.findings import weigh
from core.model.results import Delivered, Overlap, Results, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.model.handoff import Broken
    from core.model.results import Part

BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)


def gathered(parts: Iterable[Part], before: Mapping[str, Part] | None = None) -> dict[str, Part]:
    """Add parts to those that are there; of one task the latest counts, whichever came first."""
    found = dict(before or {})
    for part in parts:
        known = found.get(part.key)
        if known is None or _age(known) < _age(part):
            found[part.key] = part
    return found


def results(parts: Iterable[Part], *, run: str = "", broken: Iterable[Broken] = ()) -> Results:
    """Put the parts together: nothing is averaged, no contradiction is smoothed (S4-25)."""
    ordered = sorted(parts, key=lambda one: (one.place, one.key))
    handoffs = [one.handoff for one in ordered if one.handoff is not None]
    weighed = weigh(handoffs)
    candidates = sum(len(one.memory_candidates) for one in handoffs)
    lessons = [(each.text, one.agent) for one in handoffs for each in one.lessons]
    return Results(
        run=run,
        parts=tuple(ordered),
        agreed=weighed.agreed,
        conflicts=weighed.conflicts,
        overlaps=_overlaps(ordered),
        rejected=weighed.rejected,
        deliverables=_deliverables(ordered),
        decisions=_told_once((text, one.agent) for one in handoffs for text in one.decisions),
        lessons=_told_once(lessons),
        unproven_lessons=candidates - len(lessons),
        broken=tuple(sorted(set(broken), key=lambda one: (one.path, one.because))),
    )


def _age(part: Part) -> tuple[int, bool, datetime, datetime, str]:
    """Order the states of one task in time; the text decides between what tells no time."""
    told = part.handoff.at if part.handoff is not None else None
    ended = part.ended_at or BEFORE_ALL
    return part.attempts, part.has_ended, ended, told or BEFORE_ALL, repr(part)


def _overlaps(parts: Iterable[Part]) -> tuple[Overlap, ...]:
    """Find the files that more than one task has changed (S4-18)."""
    changed: defaultdict[str, list[str]] = defaultdict(list)
    for part in parts:
        for path in part.changes.files if part.changes is not None else ():
            changed[path].append(part.id)
    return tuple(
        Overlap(path=path, tasks=tuple(tasks))
        for path, tasks in sorted(changed.items())
        if len(tasks) > 1
    )


def _deliverables(parts: Iterable[Part]) -> tuple[Delivered, ...]:
    """Give every file that is handed over, once, by its path."""
    who: defaultdict[str, list[str]] = defaultdict(list)
    gone: defaultdict[str, list[str]] = defaultdict(list)
    for part in parts:
        for path in part.handoff.deliverables if part.handoff is not None else ():
            who[path].append(part.id)
            if part.handoff is not None and path in part.handoff.missing:
                gone[path].append(part.id)
    return tuple(
        Delivered(path=path, tasks=tuple(tasks), missing=tuple(gone[path]))
        for path, tasks in sorted(who.items())
    )


def _told_once(said: Iterable[tuple[str, str]]) -> tuple[Told, ...]:
    """Keep what several say in the same words once, in the order in which it came."""
    texts: dict[str, str] = {}
    agents: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for text, agent in said:
        same = " ".join(text.casefold().split())
        if same:
            texts.setdefault(same, text)
            agents[same][agent] = None
    return tuple(Told(text=text, agents=tuple(agents[same])) for same, text in texts.items())
