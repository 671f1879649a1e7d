"""The columns of the grid, and which of them fit."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Column(StrEnum):
    """What a row can show; the value is what one sorts by."""

    STATE_GLYPH = "glyph"
    STATE = "state"
    UNSAVED = "unsaved"
    NAME = "agent"
    MODEL = "model"
    FUSE = "fuse"
    QUIET = "quiet"
    ACTION = "action"
    TOKENS = "tokens"
    CONTEXT = "context"
    BRANCH = "branch"


class Slot(NamedTuple):
    """A column at its place."""

    column: Column
    title: str
    width: int
    gap: int
    """Empty cells after it."""
    is_right: bool = False


_LEAVE = (Column.CONTEXT, Column.MODEL, Column.STATE, Column.TOKENS, Column.BRANCH)
"""In this order columns leave; glyph, name and age never do."""
_COMFORT = 26
_LEAST = 15
"""Cells of the action that are worth another column: where it is wide, and where it is not."""
_NARROW, _WIDE = 96, 136


def columns_for(
    width: int, name: int = 99, branch: int = 99, *, has_run: bool = False
) -> tuple[Slot, ...]:
    """Give the columns that fit into so many cells; the action takes what is left.

    `name` and `branch` are the cells that the longest of them would need; `has_run`: agents of a
    run of ours are at work, so that there is a place for the mark of those without a checkpoint.

    >>> [slot.column.value for slot in columns_for(58)]
    ['glyph', 'agent', 'fuse', 'quiet', 'action']
    >>> [slot.column.value for slot in columns_for(78)]
    ['glyph', 'agent', 'fuse', 'quiet', 'action', 'tokens', 'branch']
    >>> [slot.column.value for slot in columns_for(58, has_run=True)]
    ['glyph', 'unsaved', 'agent', 'fuse', 'quiet', 'action']
    >>> sum(slot.width + slot.gap for slot in columns_for(118))
    118
    """
    slots = list(_all(width, name, branch))
    if not has_run:
        slots = [slot for slot in slots if slot.column is not Column.UNSAVED]
    least = _LEAST if width < _NARROW else _COMFORT
    for leaving in _LEAVE:
        if width - _taken(slots) >= least:
            break
        slots = [slot for slot in slots if slot.column is not leaving]
    last = slots[-1]
    slots[-1] = last._replace(gap=0)
    rest = max(width - _taken(slots), 0)
    return tuple(
        slot._replace(width=rest) if slot.column is Column.ACTION else slot for slot in slots
    )


def _all(width: int, name: int, branch: int) -> tuple[Slot, ...]:
    is_narrow, is_wide = width < _NARROW, width >= _WIDE
    name = max(min(name, 19 if is_narrow else 30 if is_wide else 24), 12)
    branch = max(min(branch, 16 if is_narrow else 28 if is_wide else 22), 8)
    air = 1 if is_narrow else 2
    return (
        Slot(Column.STATE_GLYPH, "", 1, 1),
        Slot(Column.STATE, "state", 9, 1),
        Slot(Column.UNSAVED, "", 1, 1),
        Slot(Column.NAME, "agent", name, air),
        Slot(Column.MODEL, "model", 10, air),
        Slot(Column.FUSE, "quiet for", 6 if is_narrow else 8, 1),
        Slot(Column.QUIET, "", 4, air, is_right=True),
        Slot(Column.ACTION, "last action", 0, air),
        Slot(Column.TOKENS, "tokens", 6, air, is_right=True),
        Slot(Column.CONTEXT, "context", 7, air, is_right=True),
        Slot(Column.BRANCH, "branch", branch, 0),
    )


def _taken(slots: list[Slot]) -> int:
    return sum(slot.width + slot.gap for slot in slots)
