"""Whether the process behind an agent is there, from what the registry says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.model.process import Life

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.limits import Limits
    from core.model.process import Registered
    from core.model.session import Session
    from core.model.signs import Call, Signs


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """The processes of one session, as far as they can be known."""

    life: Life
    standing: tuple[Registered, ...] = ()
    """Entries whose process is not known to be gone, oldest first."""

    @property
    def waiting(self) -> Registered | None:
        """The entry whose client waits for a person."""
        return next((entry for entry in self.standing if entry.status == "waiting"), None)


def presence(session: Session, at: datetime, limits: Limits) -> Presence:
    """Judge a session's processes (decisions, fine print 3).

    Gone: no entry for a second although the registry exists, or every process that is named is
    known dead. Without a registry nothing is known. A one-shot look takes the age of the youngest
    record for that second, because entries go a few ms before the last records come.
    """
    standing = sorted(
        (entry for entry in session.entries if entry.life is not Life.GONE),
        key=lambda entry: (entry.started_at is not None, entry.started_at, entry.pid),
    )
    if standing:
        alive = any(entry.life is Life.ALIVE for entry in standing)
        return Presence(life=Life.ALIVE if alive else Life.UNKNOWN, standing=tuple(standing))
    if session.entries:
        return Presence(life=Life.GONE)
    if not session.has_registry:
        return Presence(life=Life.UNKNOWN)
    youngest = max(
        (one.signs.wrote_at for one in session.transcripts.values() if one.signs.wrote_at),
        default=None,
    )
    since = session.absent_since or youngest
    seen_at = at if session.absent_since is not None else session.looked_at or at
    is_gone = since is None or seen_at - since >= limits.gone
    return Presence(life=Life.GONE if is_gone else Life.UNKNOWN)


def open_calls(signs: Signs, present: Presence) -> tuple[Call, ...]:
    """Tool calls that may still be running.

    A call that a second writer declared lost runs on while an entry stands that is older than the
    call. A call older than every process that stands went down with its own.
    """
    starts = [entry.started_at for entry in present.standing]
    if not starts or None in starts:
        return tuple(call for call in signs.calls if not call.interrupted)
    return tuple(
        call
        for call in signs.calls
        if any(start is not None and start <= call.opened_at for start in starts)
    )


def outlived(signs: Signs, present: Presence) -> bool:
    """Whether every process that stands began after an agent's last record."""
    return bool(present.standing) and all(
        entry.started_at is not None
        and signs.wrote_at is not None
        and entry.started_at > signs.wrote_at
        for entry in present.standing
    )
