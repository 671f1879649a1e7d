"""What an agent is told besides its task: where it works, how it saves, how it asks."""

from __future__ import annotations

from dataclasses import dataclass

from core.template.places import filled, named

TEMPLATE = """\
{prompt}
---
You work alone on one task of a fan-out; nobody sits at your keyboard.
- Your worktree is {worktree}, on branch {branch}. Stay in it: nobody else writes there.
- Commit on this branch whenever something works. Do not push, and do not switch branches.
- After each meaningful unit, and at least at three points, run:
  {checkpoint} --done "what is finished" --next "what comes next" --evidence PATH
- Where you cannot go on without an answer, run:
  {ask} "your question"
  and end your turn. The answer comes as a message; do not guess it.
- At the end write what you hand over as JSON into {handoff}, with the keys summary,
  deliverables (paths), findings (topic, claim, evidence), decisions, tests (command, passed),
  blockers (text, critical) and status (complete, blocked or failed), and run:
  {checkpoint} --handoff {handoff}
{reasons}"""
"""Three points: S1-13. What a hand-off holds: S4-16."""
HANDOFF = "groundstop-handoff.json"
AGAIN = """\

An earlier attempt at this task ended: {because}. What it has left is in your worktree. Before you
begin, look at `git log`, `git status` and its last checkpoint ({checkpoint}); go on from there.
"""
CORRECTIVE = """\
It said that it was complete, but something is missing: {missing}. Read again what the task asks
for, deliver that, and look whether it is there before you hand in. If it cannot be delivered, hand
in the status blocked, with the reason.
"""
"""S4-29."""
HARDER = """\
{failed} attempts have failed by now: {reasons}. Say first, in two sentences, what you will do
differently. Then take the smallest step that works, commit it, and only then the next one. If
something that you need is missing, ask instead of trying again.
"""
"""From the second retry on the brief is more explicit (S4-41)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an agent works."""

    worktree: str
    branch: str
    groundstop: str
    """Absolute path of this program."""


def briefed(  # noqa: PLR0913, one parameter an aspect
    prompt: str,
    place: Place,
    reasons: tuple[str, ...],
    checkpoint: str = "",
    template: str = "",
    *,
    missing: tuple[str, ...] = (),
) -> str:
    """Give the first message: the task, the protocol, and after failures what there is of it.

    `reasons` are how the earlier attempts ended, the latest last; `checkpoint` is what the latest
    one wrote down last, and `missing` what it has not delivered although it ended well. By the
    usual template the task's own text stands first and whole. One that does not ask for `reasons`
    has them at its end: nobody tries again without knowing why.
    """
    template = template or TEMPLATE
    ended = _ended(reasons, checkpoint, missing)
    values = {
        "prompt": prompt,
        "worktree": place.worktree,
        "branch": place.branch,
        "checkpoint": f"{place.groundstop} checkpoint",
        "ask": f"{place.groundstop} ask",
        "handoff": HANDOFF,
        "reasons": ended,
        "last_checkpoint": checkpoint,
    }
    return filled(template, values) + ("" if "reasons" in named(template) else ended)


def _ended(reasons: tuple[str, ...], checkpoint: str, missing: tuple[str, ...]) -> str:
    """Say how the earlier attempts ended, and how to go on; nothing where there was none."""
    text = ""
    if reasons:
        text += AGAIN.format(because=reasons[-1], checkpoint=checkpoint or "it wrote none")
    if missing:
        text += CORRECTIVE.format(missing=", ".join(missing))
    if len(reasons) > 1:
        text += HARDER.format(failed=len(reasons), reasons="; ".join(reasons))
    return text
