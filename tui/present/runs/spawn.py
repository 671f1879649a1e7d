"""A run of ours in one line: how many work, what comes next and when, who holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.run import Outcome
from tui.present.numbers import count
from tui.present.spans import Line, Span, Tone
from tui.present.times import ago, clock

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.gate import Halt
    from core.model.ground import Ground
    from tui.present.glyphs import Manner


NOT_OURS = (
    "No run of groundstop's is here: agents that Claude Code starts by itself are not held."
    " groundstop run PLAN starts one that is."
)
"""Why there is nothing to pause."""


def spawning(ground: Ground, at: datetime | None, manner: Manner) -> tuple[Line, ...]:
    """Say how a run goes: one line while it goes on, one more for each hold; else nothing.

    What may have been true long ago says so first.
    """
    old = (_stale(ground.stale),) if ground.stale else ()
    if not ground.is_unfinished:
        return old
    done = sum(task.is_settled for task in ground.tasks)
    waiting = sum(task.outcome is Outcome.QUEUED for task in ground.tasks)
    words = [
        Span("Run ", Tone.MUTED),
        Span(f"{done} of {count(len(ground.tasks), 'task')}", Tone.STRONG),
        Span(f", {ground.used} of {count(ground.allowed, 'slot')}", Tone.MUTED),
    ]
    if ground.engine is None and not ground.trouble:
        words.append(Span(", no engine: it is being started", Tone.QUIET))
    elif ground.halts and waiting:
        words.append(Span(f", {count(waiting, 'task')} held", Tone.QUIET))
    elif waiting and ground.next is not None:
        words.append(Span(f", {_next(ground, at)}", Tone.MUTED))
    return (*old, Line(tuple(words), hang=4), *(_held(halt, manner) for halt in ground.halts))


def _stale(because: str) -> Line:
    return Line((Span("STALE", Tone.STALLED), Span(f"  {because}", Tone.STRONG)), hang=2)


def _next(ground: Ground, at: datetime | None) -> str:
    if ground.next is None:
        return ""
    held = f"held by {ground.next.held_by[0]}" if ground.next.held_by else ""
    if ground.next.at is None or at is None:
        return f"next start {held}"
    left = max(0.0, (ground.next.at - at).total_seconds())
    return f"next start in {ago(left)}, {held}"


def _held(halt: Halt, manner: Manner) -> Line:
    until = f" until {clock(halt.until, manner.zone)}" if halt.until else ""
    who = f" ({halt.by}, since {clock(halt.since, manner.zone)})" if halt.by else ""
    word = "PAUSED" if halt.kind == "operator" else f"HELD by {halt.kind}"
    return Line(
        (
            Span(f"{word}{until}", Tone.STALLED),
            Span(f"  {halt.because}{who}", Tone.MUTED),
            Span("  p lets agents start" if halt.kind == "operator" else "", Tone.FAINT),
        ),
        hang=2,
    )
