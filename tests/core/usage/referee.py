"""The referee: what transcripts cost, read line by line with nothing but `json`."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from weakref import finalize

from core.projects.watch import walk
from core.usage.store import Index
from core.usage.sums import quarters

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FIELDS = (
    "input_tokens",
    "output_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
)
QUARTER = 15 * 60
CEILING = 2**40
Row = tuple[int, str]
"""A quarter-hour and a model."""


def opened(database: str = ":memory:") -> Index:
    """Open an index that lets go of its file when the test lets go of it."""
    index = Index(database)
    finalize(index, index._db.close)
    return index


class Answer:
    """One copy of an answer in one file."""

    def __init__(self, path: str, fields: dict[str, Any]) -> None:
        message, usage = fields["message"], fields["message"]["usage"]
        self.path, self.id = path, message["id"]
        self.request = fields.get("requestRef")
        model = message.get("model")
        self.model = model if isinstance(model, str) else ""
        self.counts = tuple(_count(usage.get(name)) for name in FIELDS)
        self.quarter = _quarter(fields.get("timestamp"))

    def weight(self) -> tuple[int, ...]:
        """The largest output counts, then the largest input, then the earlier time."""
        fresh, output, written, read = self.counts
        return output, fresh, written, read, -self.quarter


def counted(projects: Path) -> list[Answer]:
    """Of each message below a folder the copy that counts."""
    best: dict[str, Answer] = {}
    for path in sorted(projects.rglob("*.jsonl")):
        for one in answers(path):
            if one.id not in best or one.weight() > best[one.id].weight():
                best[one.id] = one
    return list(best.values())


def truth(projects: Path) -> dict[str, int]:
    """The four sums of all answers below a folder, each message once."""
    found = counted(projects)
    return {name: sum(one.counts[at] for one in found) for at, name in enumerate(FIELDS)}


def by_row(projects: Path) -> Counter[Row]:
    """All tokens by quarter-hour and model."""
    found: Counter[Row] = Counter()
    for one in counted(projects):
        found[one.quarter, one.model] += sum(one.counts)
    return +found


def answers(path: Path) -> Iterable[Answer]:
    """Every answer in a file; a line that is no answer has none."""
    for raw in path.read_bytes().split(b"\n")[:-1]:
        try:
            fields = json.loads(raw.strip(b"\0 \r\t").decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            continue
        if is_answer(fields):
            yield Answer(str(path), fields)


def is_answer(fields: object) -> bool:
    """A record of type assistant whose message has an id, a usage, and no stand-in for a model."""
    if not isinstance(fields, dict) or fields.get("type") != "assistant":
        return False
    message = fields.get("message")
    if not isinstance(message, dict) or not isinstance(message.get("usage"), dict):
        return False
    model, name = message.get("model"), message.get("id")
    stands_in = isinstance(model, str) and model.startswith("<")
    return isinstance(name, str) and name != "" and not stands_in


def indexed(index: Index) -> dict[str, int]:
    """The four sums that an index gives."""
    rows = [row for sums in index.sums() for row in quarters(sums)]
    return {name: sum(row[at + 2] for row in rows) for at, name in enumerate(FIELDS)}


def indexed_by_row(index: Index) -> Counter[Row]:
    """All tokens by quarter-hour and model that an index gives."""
    found: Counter[Row] = Counter()
    for sums in index.sums():
        for quarter, model, *counts in quarters(sums):
            found[quarter, model] += sum(counts)
    return +found


def files(projects: Path) -> list[Any]:
    """What a walk finds."""
    return walk(str(projects)).files


def _count(value: object) -> int:
    is_count = isinstance(value, int) and not isinstance(value, bool)
    return value if is_count and 0 <= value <= CEILING else 0


def _quarter(timestamp: object) -> int:
    try:
        at = datetime.fromisoformat(timestamp if isinstance(timestamp, str) else "")
    except ValueError:
        return -1
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()) // QUARTER
