"""What is left of a run that has begun: units to do again, and what they take (S1-15, S1-28)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.model.preflight import Figure, Recovery

if TYPE_CHECKING:
    from collections.abc import Sequence

UNITS = 3
"""Pieces of work in one task, at least: it is saved at three points (S1-16)."""


class Progress(NamedTuple):
    """How far one task has come."""

    is_done: bool
    is_at_work: bool
    checkpoints: int
    tokens: int


def recovery(tasks: Sequence[Progress], worst: Figure) -> Recovery | None:
    """Say what a start does again, and what it would be without what is there; None: all is new.

    A task takes what those that are done took, else the worst case. Of a task with checkpoints
    only the units behind the last one are done again; one without begins anew.

    >>> done, begun = Progress(True, False, 4, 90_000), Progress(False, False, 3, 60_000)
    >>> found = recovery([done, begun, begun], Figure(value=None, source=""))
    >>> found.units, found.need.value, found.whole.value
    (2, 45000.0, 270000.0)
    """
    if not any(one.is_done or one.checkpoints for one in tasks):
        return None
    done = [one for one in tasks if one.is_done]
    units = max([UNITS, *(one.checkpoints for one in done)])
    again = [one for one in tasks if not one.is_done and not one.is_at_work]
    missing = sum(max(units - one.checkpoints, 1) for one in again)
    each = _each(done, worst)
    need = None if each.value is None else each.value * missing / units
    whole = None if each.value is None else each.value * len(tasks)
    return Recovery(
        done=len(done),
        again=len(again),
        unsaved=sum(not one.checkpoints for one in again),
        units=missing,
        need=Figure(value=need, source=each.source, unit=each.unit),
        whole=Figure(value=whole, source=each.source, unit=each.unit),
    )


def _each(done: Sequence[Progress], worst: Figure) -> Figure:
    used = [one.tokens for one in done if one.tokens]
    if not used:
        return worst
    source = f"the mean of {len(used)} done" if len(used) > 1 else "as the one that is done"
    return Figure(value=sum(used) / len(used), source=source)
