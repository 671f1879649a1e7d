"""A task's snapshots, and what restoring one writes: as a document and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.clean import clean
from core.model.snapshot import Boundary
from tui.present.numbers import count
from tui.present.times import when
from tui.twins.runs import documents
from tui.twins.status import utc

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from core.model.snapshot import Restoring, Snapshot

ENDED = {
    Boundary.TURN: "after a turn",
    Boundary.ATTEMPT: "after an attempt",
    Boundary.REMOVED: "before removal",
}
SHOWN = 5
"""Files left out that are named."""


def restore_document(
    found: Iterable[Snapshot], asked: Restoring, *, is_done: bool
) -> documents.Restore:
    """What there is, what was chosen, and whether it was written."""
    return documents.Restore(
        task=asked.snapshot.task,
        snapshots=[_document(one) for one in found],
        number=asked.snapshot.number,
        into=clean(asked.into),
        branch=clean(asked.branch),
        changed=asked.changed,
        restored=is_done,
    )


def restore_text(
    found: Iterable[Snapshot], asked: Restoring, now: datetime, *, is_done: bool
) -> str:
    """The same for a person."""
    chosen = asked.snapshot
    lines = [f"Snapshots of {chosen.task}:"]
    lines += [_line(one, now, is_chosen=one is chosen) for one in found]
    does = "is restored in" if is_done else "would be restored in"
    lines += ["", f"Snapshot {chosen.number} {does} {asked.into}"]
    lines.append(f"on the new branch {asked.branch}, at commit {chosen.base[:12]}:")
    files = f"{count(chosen.files, 'file')}, {asked.changed} of them other than in that commit"
    lines.append(f"{files}, uncommitted.")
    lines += _left_out(chosen)
    lines += (
        [] if is_done else ["Nothing was written. Add --yes to restore it, --at N for another."]
    )
    return "\n".join(map(clean, lines)) + "\n"


def _line(one: Snapshot, now: datetime, *, is_chosen: bool) -> str:
    left = len(one.left_out) + one.left_out_more
    without = f"without {left}" if left else ""
    mark = ">" if is_chosen else " "
    told = f"{mark} {one.number:>5}  {when(one.at, now):<13} {ENDED[one.boundary]:<17}"
    return f"{told} {count(one.files, 'file'):<12} {without}".rstrip()


def _left_out(one: Snapshot) -> list[str]:
    more = len(one.left_out) - SHOWN + one.left_out_more
    named = [f"  {left.path}: {left.because}" for left in one.left_out[:SHOWN]]
    rest = [f"  and {more} more"] if more > 0 else []
    return ["It does not hold:", *named, *rest] if named else []


def _document(one: Snapshot) -> documents.SnapshotTaken:
    return documents.SnapshotTaken(
        number=one.number,
        at=utc(one.at) or "",
        boundary=one.boundary,
        attempt=one.attempt or None,
        base=one.base or None,
        branch=clean(one.branch) or None,
        files=one.files,
        left_out=[
            documents.FileLeftOut(path=left.path, because=left.because) for left in one.left_out
        ],
        left_out_more=one.left_out_more,
    )
