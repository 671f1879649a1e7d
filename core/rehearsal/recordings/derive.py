"""A timeline for files that were kept without one: every line comes at its own time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.instants import instant
from core.rehearsal.change import Change, Kind, Slice
from core.rehearsal.recordings.records import LATEST, live, stamp
from core.rehearsal.recordings.timeline import LINES, META

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from core.rehearsal.recordings.timeline import Source

Times = list[tuple[float | None, int]]
"""Of each run of lines that come together: when, and where in the file it ends."""
MILLISECONDS = 1000


def derived(
    tree: Mapping[str, Source], lines_of: Callable[[str], Iterable[bytes]]
) -> tuple[Change, ...]:
    """Changes of a tree: a line without a time comes with the one before it.

    Lines never overtake each other in a file, so one that bears an older time comes with the one
    before it, too. A meta file comes just before its transcript, a registry entry when its process
    started; what bears no time is there from the beginning.
    """
    runs = {
        path: _runs(lines_of(source.file)) for path, source in tree.items() if path.endswith(LINES)
    }
    begins = {path: at for path, run in runs.items() if (at := run[0][0] if run else None)}
    started = {
        path: at for path, source in tree.items() if (at := _started(path, source)) is not None
    }
    times = (*begins.values(), *started.values())
    first = min(times, default=0.0)
    made: list[Change] = []
    for path, source in sorted(tree.items()):
        if path in runs:
            made += _grown(path, source, runs[path], first)
            continue
        at = begins.get(path.removesuffix(META) + LINES) if path.endswith(META) else None
        at = at or started.get(path) or first
        content = source.content if source.content is not None else _whole(source)
        made.append(Change(at=at, path=path, kind=Kind.CREATE, content=content))
    return tuple(sorted(made, key=lambda one: (one.at, one.path.endswith(LINES))))


def _runs(lines: Iterable[bytes]) -> Times:
    """Lines of a file, those together that come together; times never go back."""
    runs: Times = []
    latest: float | None = None
    end = 0
    for raw in lines:
        end += len(raw)
        at = _time(raw)
        if at is None or (latest is not None and at <= latest):
            at = latest
        if runs and runs[-1][0] in (at, None):
            runs[-1] = (at, end)
        else:
            runs.append((at, end))
        latest = at
    return runs


def _time(raw: bytes) -> float | None:
    written = stamp(raw)
    at = instant(written) if written else None
    seconds = at.timestamp() if at is not None else 0.0
    return seconds if 0 < seconds <= LATEST else None


def _grown(path: str, source: Source, runs: Times, first: float) -> Iterator[Change]:
    begin = 0
    for at, end in runs:
        end_now = min(end, source.size)
        kind = Kind.GROW if begin else Kind.CREATE
        yield Change(
            at=at or first, path=path, kind=kind, content=Slice(source.file, begin, end_now)
        )
        begin = end_now


def _started(path: str, source: Source) -> float | None:
    """When the process of a registry entry began."""
    if not path.startswith("sessions/") or source.content is None:
        return None
    found = live(source.content)
    if found is None or found.startedAt is None:
        return None
    at = found.startedAt / MILLISECONDS
    return at if 0 < at <= LATEST else None


def _whole(source: Source) -> Slice:
    return Slice(source.file, 0, source.size)
