"""Sums of spent tokens, by transcript and by time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.model.tokens import NO_TOKENS, Tokens
from core.usage.sheet import QUARTER, integers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from core.usage.store import Sums

COLUMNS = 6
FIVE_HOURS = timedelta(hours=5)


Row = tuple[int, str, int, int, int, int]
"""UTC quarter-hour since 1970, model; input, output, cache creation, cache read."""


def quarters(sums: Sums) -> Iterator[Row]:
    """The rows of one transcript."""
    numbers = iter(integers(sums.rows))
    models = sums.models
    for quarter, model, *counts in zip(*[numbers] * COLUMNS, strict=True):
        yield (quarter, models[model], *counts)


class Summing:
    """Adds rows up by key, in plain integers."""

    def __init__(self) -> None:
        self._rows: dict[str, list[int]] = {}

    def add(self, key: str, row: Row) -> None:
        """Count one row under a key."""
        known = self._rows.get(key)
        if known is None:
            self._rows[key] = list(row[2:])
            return
        known[0] += row[2]
        known[1] += row[3]
        known[2] += row[4]
        known[3] += row[5]

    def tokens(self) -> dict[str, Tokens]:
        """The sums."""
        return {
            key: Tokens(
                input_tokens=fresh,
                output_tokens=output,
                cache_creation_input_tokens=written,
                cache_read_input_tokens=read,
            )
            for key, (fresh, output, written, read) in self._rows.items()
        }


def by_path(all_sums: Iterable[Sums]) -> dict[str, Tokens]:
    """Tokens that each transcript owns."""
    by = Summing()
    for sums in all_sums:
        for row in quarters(sums):
            by.add(sums.path, row)
    return by.tokens()


def by_agent(all_sums: Iterable[Sums]) -> tuple[str, list[tuple[int, int]]]:
    """Give tokens and seconds of every agent that ever was, and what they are.

    Subagents, where there are some: they are what a fan-out is made of; else sessions. Seconds
    are whole quarter-hours, from the first to the last.
    """
    found: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for sums in all_sums:
        rows = list(quarters(sums))
        if rows:
            times = [row[0] for row in rows]
            length = (max(times) - min(times) + 1) * QUARTER
            found[bool(sums.agent_id)].append((sum(sum(row[2:]) for row in rows), length))
    return ("subagents", found[True]) if found[True] else ("sessions", found[False])


def five_hours(all_sums: Iterable[Sums], at: datetime) -> Tokens:
    """Tokens of all transcripts since five hours ago, to the quarter-hour."""
    since = int((at - FIVE_HOURS).timestamp()) // QUARTER
    until = int(at.timestamp()) // QUARTER
    by = Summing()
    for sums in all_sums:
        for row in quarters(sums):
            if since <= row[0] <= until:
                by.add("", row)
    return by.tokens().get("", NO_TOKENS)
