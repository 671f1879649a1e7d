"""Worktrees that runs have left: found and listed, never taken away unasked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from core.model.plan import worktrees_of
from core.model.run import KEPT, Outcome
from core.runs.watch import ground
from core.worktrees.watch import place, uncommitted
from tui.present.numbers import count
from tui.twins.documents import Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.where import StateFolder

SHOWN = 5
"""Worktrees that are told one by one."""
WANTED = (Outcome.QUEUED, Outcome.RUNNING, Outcome.PROVING, *KEPT)
"""Tasks that still need theirs, or whose branch is yet to be merged."""


def leftovers(folder: StateFolder) -> Check:
    """Name the worktrees that no task at work and no finished one stands for."""
    tasks = ground(folder).tasks
    wanted = {task.worktree for task in tasks if task.outcome in WANTED}
    tops = dict.fromkeys(worktrees_of(task.repository) for task in tasks if task.repository)
    left = [path for top in tops for path in _worktrees(top) if path not in wanted]
    if not left:
        return Check(name="worktrees", status="ok", says="none is left over", fix=None)
    told = "; ".join(_told(path) for path in left[:SHOWN])
    more = f"; and {len(left) - SHOWN} more" if len(left) > SHOWN else ""
    return Check(
        name="worktrees",
        status="warn",
        says=f"{count(len(left), 'worktree')} left over: {told}{more}",
        fix="Save what is in them, then: git worktree remove PATH",
    )


def _worktrees(top: str) -> Iterator[str]:
    """Give the worktrees beside a repository; nothing where there are none."""
    try:
        names = sorted(os.listdir(top))
    except OSError:
        return
    for name in names:
        if os.path.isfile(f"{top}/{name}/.git"):
            yield f"{top}/{name}"


def _told(path: str) -> str:
    changes = uncommitted(path)
    state = "its state is unknown" if changes is None else count(changes, "uncommitted change")
    return f"{place(path).worktree} on {place(path).branch or 'no branch'}, {state}"
