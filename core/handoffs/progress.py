"""What is wrong with an agent by its own status file: blocked, failed, stale or slow (S4-11)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.model.handoff import Claims
from core.model.suspend import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from core.handoffs.records import StatusFile
    from core.model.limits import Limits
    from core.model.suspend import Suspend

ENDED = frozenset({"complete", "completed", "failed"})


def claims(  # noqa: PLR0913, what is there, and when
    found: Iterable[tuple[StatusFile, str, str]],
    missing: Mapping[str, tuple[str, ...]],
    before: Mapping[str, Claims],
    at: datetime,
    limits: Limits,
    *,
    slept: Collection[Suspend] = (),
) -> dict[str, Claims]:
    """Claims by agent id, from (file, path, repository); later ones in the list win.

    `before` is what was claimed at the last look: it tells since when progress stands.
    """
    now: dict[str, Claims] = {}
    for file, path, repository in found:
        known = before.get(file.agent_id)
        has_moved = known is None or known.progress != file.progress
        moved_at = file.updated_at if has_moved or known is None else known.moved_at
        earlier = now.get(file.agent_id)
        claim = Claims(
            agent_id=file.agent_id,
            status=file.status,
            progress=file.progress,
            phase=file.phase,
            milestone=file.milestone,
            finding=file.finding,
            updated_at=file.updated_at,
            spawned_at=file.spawned_at or (earlier.spawned_at if earlier else None),
            moved_at=moved_at,
            role=file.role,
            path=path,
            repository=repository,
            missing=missing.get(file.agent_id, ()),
        )
        now[file.agent_id] = _examined(claim, at, limits, slept)
    return now


def _examined(claim: Claims, at: datetime, limits: Limits, slept: Collection[Suspend]) -> Claims:
    if claim.status in ("blocked", "failed", "escalated"):
        return replace(claim, anomaly=claim.status)
    if claim.status in ENDED or claim.updated_at is None:
        return claim
    still = counted(claim.updated_at, at, slept)
    if still > limits.stalled:
        seconds = int(still.total_seconds())
        return replace(claim, anomaly=f"[STALE: {seconds}s since update]")
    stands = claim.progress is not None and claim.moved_at is not None
    if stands and claim.moved_at and counted(claim.moved_at, at, slept) > limits.slow:
        return replace(claim, anomaly="slow", slow=True)
    return claim
