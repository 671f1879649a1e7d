"""What agents write about themselves in S4's layout: registry of spawns, handoffs, status files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.rehearsal.incidents.papers import text
from core.rehearsal.incidents.pen import dumped, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.rehearsal.change import Change
    from core.rehearsal.incidents.cast import Role

LIMIT = 1800
"""Seconds an implementer is given (S4-36)."""
SWEEP = 45


def spawns(at: float, began: float, roles: Iterable[Role], status: Mapping[str, str]) -> Change:
    """The spawn registry (S4-03): who is queued, who is out, who is back."""
    listed = []
    for role in roles:
        word = status.get(role.name, "queued")
        spawned = began + role.spawn
        times = {"spawnedAt": stamp(spawned), "timeoutAt": stamp(spawned + LIMIT)}
        listed.append(
            {
                "agentId": role.name,
                "role": "IMPLEMENTER",
                "task": role.task,
                "expectedHandoff": f"data/handoffs/{role.name}-to-*.json",
                "status": word,
            }
            | (times if word != "queued" else {})
        )
    return _document(at, "data/spawn-registry.json", listed)


def handoff(at: float, role: Role, files: Iterable[str]) -> Change:
    """What an agent says that it delivers (S4-16)."""
    name = f"data/handoffs/{role.name}-to-ORCHESTRATOR.json"
    fields = {
        "fromAgent": role.name,
        "toAgent": "ORCHESTRATOR",
        "createdAt": stamp(at),
        "deliverables": [{"path": path, "kind": "code"} for path in files],
        "findings": [role.report],
        "decisions": [],
    }
    return _document(at, name, fields)


def _status(at: float, name: str, **fields: object) -> Change:
    """What an agent of another programme says of itself (S4-10)."""
    return _document(at, f"data/agent-status/{name}.json", {"agentId": name} | fields)


def reports(began: float, length: float) -> list[Change]:
    """Three agents that are known by their own words alone."""
    made = [_status(began + 25, "search-index-rebuild", status="migrating", progress=0.4)]
    for at in range(20, int(length) - 20, SWEEP):
        share = round(0.05 + 0.9 * at / length, 2)
        now = {"lastUpdate": stamp(began + at), "role": "CLEANER", "status": "active"}
        phase = "research" if at < length / 4 else "implementation"
        files = f"{int(share * 640)} of 640 files"
        made.append(
            _status(began + at, "lint-sweep", **now, progress=share, phase=phase, milestone=files)
        )
        is_blocked = at > length * 0.4
        words = "needs the new address of the staging catalogue" if is_blocked else "pages read"
        now |= {"role": "PLANNER", "status": "blocked" if is_blocked else "active"}
        done = min(share, 0.4)
        made.append(
            _status(
                began + at + 7,
                "vendor-docs-sync",
                **now,
                progress=done,
                phase="research",
                milestone="112 of 280 pages",
                findings=[words],
            )
        )
    return made


def _document(at: float, path: str, value: object) -> Change:
    return text(at, path, dumped(value) + "\n")
