"""Whose an answer is that stands in several transcripts: forks and copies repeat records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from core.usage.sheet import MODEL, Sheet, integers, sums

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from core.usage.sheet import Entry


class Holder(Protocol):
    """One transcript that holds answers."""

    @property
    def path(self) -> str:
        """Where it lies."""

    @property
    def session_id(self) -> str:
        """Its session."""

    @property
    def ids(self) -> bytes:
        """The packed ids of its answers."""


@dataclass(slots=True)
class Shared:
    """Answers that stand in more than one transcript."""

    holders: dict[int, list[str]] = field(default_factory=dict)
    """Message id -> paths, in path order."""

    @property
    def paths(self) -> frozenset[str]:
        """Every transcript that shares an answer with another."""
        return frozenset(path for paths in self.holders.values() for path in paths)


def shared(holders: Iterable[Holder]) -> Shared:
    """Find the answers that more than one transcript holds."""
    first: dict[int, str] = {}
    found = Shared()
    for holder in sorted(holders, key=lambda one: one.path):
        for number in integers(holder.ids):
            before = first.setdefault(number, holder.path)
            if before != holder.path:
                found.holders.setdefault(number, [before]).append(holder.path)
    return found


def owned(
    found: Shared,
    sheets: Mapping[str, Sheet],
    sessions: Mapping[str, str],
    asked: Callable[[str], frozenset[int]],
) -> dict[str, bytes]:
    """Sums by quarter-hour and model of each given sheet, without what others own.

    An answer belongs to the transcript that holds its `api-request` record, else to the smallest
    session id, else to the smallest path; it counts with the greatest entry of all its copies.
    `sheets` must have every transcript that `found` names; `asked` gives the answers that a
    transcript asked for itself.
    """
    kept = {path: dict(sheet.settle()) for path, sheet in sheets.items()}
    for number, paths in found.holders.items():
        copies = [sheets[path].packed[number] for path in paths]
        best = max(copies)
        model = sheets[paths[copies.index(best)]].models[best[MODEL]]
        askers = [path for path in paths if number in asked(path)]
        owner = min(askers or paths, key=lambda path: (sessions[path], path))
        for path in paths:
            del kept[path][number]
        kept[owner][number] = _numbered(best, sheets[owner].number(model))
    return {path: sums(entries) for path, entries in kept.items()}


def _numbered(entry: Entry, model: int) -> Entry:
    output, fresh, written, read, before, _ = entry
    return output, fresh, written, read, before, model
