"""Which processes lived when, as a recording says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.model.process import Life
from core.rehearsal.change import Kind, Where
from core.rehearsal.recordings.records import live

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.rehearsal.change import Recording

REGISTRY = "sessions/"
SLACK = 0.001
"""A clock may be read a moment before the change that it has brought about."""
FOR_EVER = float("inf")


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a process lived."""

    pid: int
    proc_start: str
    begin: float
    end: float = FOR_EVER

    def holds(self, at: float) -> bool:
        """Whether it lived then."""
        return self.begin - SLACK <= at < self.end


def lives(recording: Recording) -> tuple[Span, ...]:
    """Spans of all processes that the recorded registry names.

    A process lives while its entry is there, until a kill: a killed one leaves its entry behind.
    """
    begun: dict[str, Span] = {}
    spans: list[Span] = []
    for change in recording.changes:
        if change.where is not Where.HOME or not change.path.startswith(REGISTRY):
            continue
        if change.kind is Kind.REMOVE:
            spans += _ended(begun, change.path, change.at)
            continue
        found = live(change.content) if isinstance(change.content, bytes) else None
        if found is None:
            continue
        start = str(found.procStart or "")
        known = begun.get(change.path)
        if known is None or (known.pid, known.proc_start) != (found.pid, start):
            spans += _ended(begun, change.path, change.at)
            begun[change.path] = Span(found.pid, start, change.at)
    return tuple(_killed(span, recording.kills) for span in (*spans, *begun.values()))


def life(spans: Iterable[Span], pid: int, proc_start: str, at: float) -> Life:
    """Whether a process lives at a time: alive, gone, or never recorded by then."""
    own = [span for span in spans if span.pid == pid and span.begin - SLACK <= at]
    if not own:
        return Life.UNKNOWN
    is_there = any(span.holds(at) and proc_start in ("", span.proc_start) for span in own)
    return Life.ALIVE if is_there else Life.GONE


def _ended(begun: dict[str, Span], path: str, at: float) -> list[Span]:
    over = begun.pop(path, None)
    return [Span(over.pid, over.proc_start, over.begin, at)] if over is not None else []


def _killed(span: Span, kills: Iterable[float]) -> Span:
    ends = (at for at in kills if span.begin <= at < span.end)
    return Span(span.pid, span.proc_start, span.begin, min(ends, default=span.end))
