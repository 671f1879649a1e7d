"""Suspend: when the machine slept, and how much of a time does not count because of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SLEPT = 5.0
"""Seconds by which the clock that goes on in suspend must gain on the other."""
WAKE = timedelta(minutes=1)
"""After the machine has slept nobody is judged for so long (decisions, table)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspend:
    """The machine slept, from when until when."""

    since: datetime
    until: datetime


def joined(slept: Iterable[Suspend]) -> tuple[Suspend, ...]:
    """Give each time asleep once, in their order, whoever has noticed it."""
    found: list[Suspend] = []
    for one in sorted(slept, key=lambda each: each.since):
        if found and one.since <= found[-1].until:
            found[-1] = Suspend(since=found[-1].since, until=max(one.until, found[-1].until))
        else:
            found.append(one)
    return tuple(found)


def counted(since: datetime, at: datetime, slept: Iterable[Suspend]) -> timedelta:
    """Give the time between two instants, without what was slept nor the minute after it."""
    lost = (min(stop, at) - begin for begin, stop in _lost(since, slept) if begin < at)
    return at - since - sum(lost, timedelta())


def due(since: datetime, length: timedelta, slept: Iterable[Suspend]) -> datetime:
    """Give the instant at which so much time has counted."""
    at = since + length
    for begin, stop in _lost(since, slept):
        if begin < at:
            at += stop - begin
    return at


def _lost(since: datetime, slept: Iterable[Suspend]) -> Iterator[tuple[datetime, datetime]]:
    """Give the times after an instant that do not count; none overlaps another."""
    end = since
    for one in slept:
        stop = one.until + WAKE
        if stop > end:
            yield max(one.since, end), stop
            end = stop
