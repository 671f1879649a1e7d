"""Status, handoff and registry files in S4's layout, leniently: any field may be missing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.clean import clean
from core.instants import instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

WORDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFile:
    """`data/agent-status/<id>.json` (S4-10)."""

    agent_id: str
    status: str | None
    progress: float | None
    phase: str | None
    milestone: str | None
    finding: str | None
    updated_at: datetime | None
    role: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffFile:
    """`data/handoffs/*.json` (S4-16)."""

    agent_id: str
    deliverables: tuple[str, ...]


def status_file(raw: bytes, stem: str) -> StatusFile | None:
    """Read a status file; its name stands in for an agent id that it does not say."""
    fields = _object(raw)
    if fields is None:
        return None
    progress = fields.get("progress")
    is_share = isinstance(progress, int | float) and not isinstance(progress, bool)
    return StatusFile(
        agent_id=_text(fields, "agentId") or clean(stem, limit=WORDS),
        status=_text(fields, "status") or None,
        progress=min(1.0, max(0.0, float(str(progress)))) if is_share else None,
        phase=_text(fields, "phase") or None,
        milestone=_text(fields, "milestone") or None,
        finding=_last(fields.get("findings")),
        updated_at=instant(_text(fields, "lastUpdate")),
        role=_text(fields, "role") or None,
    )


def handoff_file(raw: bytes) -> HandoffFile | None:
    """Read a handoff: who it is from, and the files it says were delivered."""
    fields = _object(raw)
    sender = _text(fields, "fromAgent") or _text(fields, "agentId") if fields else ""
    if fields is None or not sender:
        return None
    return HandoffFile(agent_id=sender, deliverables=tuple(_paths(fields.get("deliverables"))))


def spawned(raw: bytes) -> list[StatusFile]:
    """Read `data/spawn-registry.json`: an array, or one object a line (S4-06)."""
    try:
        found = json.loads(raw)
        entries = found if isinstance(found, list) else [found]
    except (ValueError, RecursionError):
        entries = [_object(line) for line in raw.splitlines()]
    return [
        StatusFile(
            agent_id=_text(one, "agentId"),
            status=_text(one, "status") or None,
            progress=None,
            phase=None,
            milestone=_text(one, "task") or None,
            finding=None,
            updated_at=instant(_text(one, "spawnedAt")),
            role=_text(one, "role") or None,
        )
        for one in entries
        if isinstance(one, dict) and _text(one, "agentId")
    ]


def _object(raw: bytes) -> dict[str, object] | None:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    return clean(value, limit=WORDS) if isinstance(value, str) else ""


def _last(findings: object) -> str | None:
    """The last finding, whether it is a text or an object with one."""
    if not isinstance(findings, list) or not findings:
        return None
    last = findings[-1]
    if isinstance(last, dict):
        last = next((last[name] for name in ("finding", "summary", "text") if name in last), None)
    return clean(last, limit=WORDS) if isinstance(last, str) else None


def _paths(deliverables: object) -> Iterator[str]:
    """File names among the deliverables, whether texts or objects with a path."""
    for one in deliverables if isinstance(deliverables, list) else ():
        named = one.get("path") or one.get("file") if isinstance(one, dict) else one
        if isinstance(named, str) and named:
            yield clean(named, limit=WORDS)
