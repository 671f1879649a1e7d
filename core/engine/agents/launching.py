"""What a shim is told of an attempt: its command, its place, and the first message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.attempts.act import lease_file
from core.engine.agents.watch import earlier, last_checkpoint
from core.model.launch import Launch
from core.model.runner import Runner
from core.runners.brief import Place, briefed
from core.runners.command import command, message
from core.runs.tasks import session_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.model.plan import Plan
    from core.model.run import Begun
    from core.runners.command import Programs


NOTE = "A person has looked at what was tried before, and says:\n{note}"


def launch_of(  # noqa: PLR0913, PLR0917, one parameter an aspect
    begun: Begun,
    plan: Plan,
    folder: str,
    programs: Programs,
    env: Mapping[str, str],
    note: str = "",
) -> Launch:
    """Give the launch of an attempt.

    `folder` is its run folder, `note` what a person said when they had its task begun anew.
    """
    task = begun.task
    planned = plan.task(task.key)
    prompt = planned.prompt
    if plan.runner is Runner.CLAUDE:
        place = Place(worktree=task.worktree, branch=task.branch, groundstop=programs.groundstop)
        ends = earlier(folder)
        reasons = tuple(one.because for _, one in ends if one.halt is None)
        saved = last_checkpoint(ends[-1][0]) if ends else ""
        missing = ends[-1][1].missing if ends else ()
        if note:
            prompt = f"{prompt}\n\n{NOTE.format(note=note)}"
        prompt = briefed(prompt, place, reasons, saved, plan.brief, missing=missing)
    return Launch(
        attempt=begun.attempt.key,
        command=tuple(command(plan, planned, session_of(folder), programs)),
        cwd=task.worktree,
        lease=lease_file(plan.git_folder, task.branch),
        prompt=message(prompt),
        env=env,
    )
