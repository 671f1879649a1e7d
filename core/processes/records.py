"""A file of the live registry, `sessions/<pid>.json`, as Claude Code writes it."""

from __future__ import annotations

import msgspec

from core.clean import clean
from core.instants import from_epoch
from core.model.process import Registered


class SessionFile(msgspec.Struct, gc=False):
    """2.1.329 writes all of it; 2.1.197 lacks some, in `-p` the status too."""

    pid: int
    sessionId: str
    cwd: str | None = None
    startedAt: float | None = None
    procStart: str | int | None = None
    pidDomain: str | None = None
    entrypoint: str | None = None
    status: str | None = None
    waitingFor: str | None = None
    name: str | None = None


_session = msgspec.json.Decoder(SessionFile)
MILLISECONDS = 1000


def registered(raw: bytes) -> Registered | None:
    """Decode one registry file; None while it is empty or half-written."""
    try:
        found = _session.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return Registered(
        pid=found.pid,
        session_id=clean(found.sessionId, limit=100),
        started_at=from_epoch(found.startedAt / MILLISECONDS) if found.startedAt else None,
        proc_start=str(found.procStart or ""),
        pid_domain=found.pidDomain or "",
        status=clean(found.status, limit=40) if found.status else None,
        waiting_for=clean(found.waitingFor, limit=80) if found.waitingFor else None,
        name=clean(found.name, limit=80) if found.name else None,
        cwd=clean(found.cwd) if found.cwd else None,
        headless=found.entrypoint == "sdk-cli",
    )
