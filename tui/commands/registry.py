"""`groundstop runs --registry`: every start as one JSON array, as S4's workflow has it."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from core.clean import redact
from core.engine.agents.limits import limit
from core.errors import Misuse
from core.files.act import put
from core.handoffs.registry.documents import (
    ConstraintsDocument,
    RegistryDocument,
    ScopeDocument,
    StartDocument,
)
from core.runs.past.watch import journal
from core.runs.plans.watch import entered
from core.runs.registry.starts import Start, starts
from core.runs.tasks import session_of
from tui.twins.status import utc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.ground import Ground, TaskSeen
    from core.model.plan import Plan
    from core.model.where import StateFolder


def export(folder: StateFolder, seen: Ground, tasks: Sequence[TaskSeen], out: str) -> None:
    """Print the registry, or put it into a file: whole under its name, or not there."""
    plans = {one.run: one.plan for one in entered(folder)}
    entries = journal(folder) if tasks else []
    found = [
        _document(folder, one, plans.get(one.task.run))
        for one in starts(tasks, entries, dict(seen.questions))
    ]
    text = RegistryDocument(found).model_dump_json(indent=2) + "\n"
    if not out:
        sys.stdout.write(text)
        return
    try:
        put(os.path.abspath(out), text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise Misuse(f"--out {out} cannot be written: {error.strerror}.") from None


def _document(folder: StateFolder, one: Start, plan: Plan | None) -> StartDocument:
    task = one.task
    planned = next((each for each in plan.tasks if each.id == task.id), None) if plan else None
    seconds = limit(task.role, one.number)
    return StartDocument(
        agentId=one.agent_id,
        spawnedAt=utc(one.at) or "",
        role=task.role,
        task=redact(planned.prompt) if planned else "",
        scope=ScopeDocument(
            repository=task.repository,
            worktree=task.worktree,
            branch=task.branch,
            expects=[*planned.expects] if planned else [],
        ),
        constraints=ConstraintsDocument(
            permissionMode=plan.permission_mode if plan else "",
            allowedTools=[*plan.allowed_tools] if plan else [],
            maxRetries=planned.retries if planned else 0,
            limitSeconds=seconds,
        ),
        expectedHandoff=f"{folder.runs}/{one.attempt}/handoff.json",
        status=one.status,
        timeoutAt=utc(one.at + timedelta(seconds=seconds)) or "",
        endedAt=utc(one.ended_at),
        reason=redact(one.because) or None,
        attempt=one.attempt,
        sessionId=session_of(f"{folder.runs}/{one.attempt}"),
    )
