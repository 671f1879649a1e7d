"""What lies in Claude Code's folder, and what of it is looked into."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.clean import clean
from core.model.events import Surveyed

if TYPE_CHECKING:
    from core.model.files import Found
    from core.model.frame import Scope
    from core.model.where import Where
    from core.projects.watch import Walk

CLOCK_SKEW = timedelta(hours=1)
"""Files are looked into that are older by this than what is asked for."""


def surveyed(where: Where, found: Walk, left_out: int) -> Surveyed:
    """What lies in Claude Code's folder as a whole."""
    return Surveyed(
        searched=clean(where.home.projects),
        found=len(found.files),
        claude_seen=found.exists,
        left_out=left_out,
        unreadable=tuple(map(clean, found.unreadable)),
    )


def active(found: Walk, scope: Scope) -> list[Found]:
    """All transcripts of sessions of which one was written in the scope's time."""
    if scope.since is None:
        return found.files
    since = since_ns(scope)
    live = {one.session_id for one in found.files if one.mtime_ns >= since}
    live |= {one.session_id for one in found.metas.values() if one.mtime_ns >= since}
    return [one for one in found.files if one.session_id in live]


def since_ns(scope: Scope) -> int:
    """The instant from which files count as written in the scope's time, in ns since 1970."""
    return 0 if scope.since is None else int((scope.since - CLOCK_SKEW).timestamp() * 1e9)
