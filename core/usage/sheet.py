"""The answers of one transcript: one entry a message id, the largest output counts."""

from __future__ import annotations

from array import array
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING

import stringzilla

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.usage.records import Answer

QUARTER = 15 * 60
UNDATED = -1
"""The quarter-hour of an answer without a time."""
COLUMNS = 6
HALF, WRAP = 1 << 63, 1 << 64
HASHING = stringzilla.__version__
"""Hashes of another version are not compared with these."""

Entry = tuple[int, int, int, int, int, int]
"""One answer: output, input, cache creation, cache read, minus the quarter-hour, model number.

Entries of one message compare so that the greater one counts. The order is total, so whichever
file or line is read first, the same entry wins: the largest output, then the largest input, then
the earlier time.
"""
OUTPUT, INPUT, CREATED, READ, BEFORE, MODEL = range(COLUMNS)


class Sheet:
    """Answers by message id; entries that come out of the index stand under its hash."""

    __slots__ = ("_numbers", "entries", "models", "packed")

    def __init__(self, models: Iterable[str] = ()) -> None:
        self.entries: dict[str, Entry] = {}
        """What was read, by message id."""
        self.packed: dict[int, Entry] = {}
        """What the index had before, by stable hash."""
        self.models: list[str] = list(models)
        self._numbers = {name: number for number, name in enumerate(self.models)}

    def number(self, model: str) -> int:
        """The number of a model, new if need be."""
        known = self._numbers.get(model)
        if known is None:
            known = self._numbers[model] = len(self.models)
            self.models.append(model)
        return known

    def add(self, answer: Answer) -> None:
        """Count one line's answer; the client's own stand-ins for answers cost nothing."""
        if answer.model.startswith("<"):
            return
        entry = (
            answer.output_tokens,
            answer.input_tokens,
            answer.cache_creation_input_tokens,
            answer.cache_read_input_tokens,
            -quarter(answer.timestamp),
            self.number(answer.model),
        )
        before = self.entries.get(answer.message_id)
        if before is None or entry > before:
            self.entries[answer.message_id] = entry

    def settle(self) -> dict[int, Entry]:
        """All entries by stable hash."""
        packed = self.packed
        for message_id, entry in self.entries.items():
            key = stable(message_id)
            before = packed.get(key)
            if before is None or entry > before:
                packed[key] = entry
        self.entries = {}
        return packed

    def pack(self) -> tuple[bytes, bytes]:
        """Two blobs: the hashes of the ids, and the entries row by row."""
        packed = self.settle()
        rows = array("q", chain.from_iterable(packed.values()))
        return array("q", packed).tobytes(), rows.tobytes()

    @classmethod
    def unpack(cls, ids: bytes, rows: bytes, models: Iterable[str]) -> Sheet:
        """The sheet that `pack` gave."""
        sheet = cls(models)
        numbers = iter(integers(rows))
        entries = zip(*[numbers] * COLUMNS, strict=True)
        sheet.packed = dict(zip(integers(ids), entries, strict=True))
        return sheet


def sums(entries: Mapping[int, Entry]) -> bytes:
    """Sums by quarter-hour and model, as rows of six integers.

    quarter, model, input, output, cache creation, cache read.
    """
    by: dict[tuple[int, int], list[int]] = {}
    for output, fresh, written, read, before, model in entries.values():
        row = by.get((before, model))
        if row is None:
            by[before, model] = [fresh, output, written, read]
            continue
        row[0] += fresh
        row[1] += output
        row[2] += written
        row[3] += read
    flat = (number for (before, model), row in by.items() for number in (-before, model, *row))
    return array("q", flat).tobytes()


def integers(blob: bytes) -> array[int]:
    """A blob of 64-bit integers."""
    numbers = array("q")
    numbers.frombytes(blob)
    return numbers


def stable(text: str) -> int:
    """A signed 64-bit hash that is the same in every process; `HASHING` names its version."""
    number: int = stringzilla.hash(text.encode("utf-8", "replace"))
    return number - WRAP if number >= HALF else number


_quarters: dict[str, int] = {}
_KEPT = 100_000


def quarter(timestamp: str) -> int:
    """The UTC quarter-hour of an ISO time, counted from 1970."""
    minute = timestamp[:16]
    known = _quarters.get(minute)
    if known is not None and timestamp[-1:] == "Z":
        return known
    try:
        at = datetime.fromisoformat(timestamp)
    except ValueError:
        return UNDATED
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    found = int(aware.timestamp()) // QUARTER
    if timestamp[-1:] == "Z":
        if len(_quarters) >= _KEPT:
            _quarters.clear()
        _quarters[minute] = found
    return found
