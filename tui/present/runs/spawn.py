"""A run of ours in one line: how many work, what comes next and when, who holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.gate import Halting
from core.model.run import Outcome
from tui.present.numbers import count, short
from tui.present.spans import Line, Span, Tone
from tui.present.times import clock

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.frame import Frame
    from core.model.gate import Halt
    from core.model.ground import Ground
    from tui.present.glyphs import Manner


NOT_OURS = (
    "No run of groundstop's is here: agents that Claude Code starts by itself are not held."
    " groundstop run PLAN starts one that is."
)
"""Why there is nothing to pause."""
_WORDS = {
    Halting.OPERATOR: ("PAUSED", "  p lets agents start"),
    Halting.DRAIN: ("DRAINING", "  D lets agents start"),
}
"""Holds of a person: what they are called, and what undoes them."""


def spawning(ground: Ground, at: datetime | None, manner: Manner) -> tuple[Line, ...]:
    """Say how a run goes: two lines while it goes on, one more for each hold; else nothing.

    What may have been true long ago says so first; who waits for a person is said last, for as
    long as they wait.
    """
    old = (_stale(ground.stale),) if ground.stale else ()
    waits = (_waiting(len(ground.escalations)),) if ground.escalations else ()
    if not ground.is_unfinished:
        return (*old, *waits)
    done = sum(task.is_settled for task in ground.tasks)
    waiting = sum(task.outcome is Outcome.QUEUED for task in ground.tasks)
    words = [
        Span("Run ", Tone.MUTED),
        Span(f"{done} of {count(len(ground.tasks), 'task')}", Tone.STRONG),
        Span(f", {ground.used} of {count(ground.allowed, 'slot')}", Tone.MUTED),
    ]
    if ground.engine is None and ground.wants_engine and not ground.trouble:
        words.append(Span(", no engine: it is being started", Tone.QUIET))
    elif ground.halts and waiting:
        words.append(Span(f", {count(waiting, 'task')} held", Tone.QUIET))
    elif waiting and ground.next is not None:
        words.append(Span(f", {ground.next.said(at)}", Tone.MUTED))
    held = (_held(halt, ground, manner) for halt in ground.halts)
    saved = Line((Span(_saved(ground), Tone.MUTED),), hang=4)
    return (*old, Line(tuple(words), hang=4), saved, *held, *waits)


def _saved(ground: Ground) -> str:
    """Say what would outlive a crash: both kinds are counted apart (S1-13)."""
    total, risk = len(ground.tasks), ground.at_risk
    kept = f"Saved: checkpoints {len(ground.checkpointed)} of {total}"
    kept += f", snapshots {len(ground.snapshotted)} of {total}"
    return f"{kept}, at risk {short(risk)} tokens" if risk else kept


def _waiting(number: int) -> Line:
    """Point to the queue."""
    words = f"{count(number, 'task')} {'waits' if number == 1 else 'wait'} for you"
    door = "app.enter('escalations')"
    told = (Span(words, Tone.NEEDS_YOU, None, door), Span("  6 shows why", Tone.FAINT, None, door))
    return Line(told, hang=2)


def _stale(because: str) -> Line:
    return Line((Span("STALE", Tone.STALLED), Span(f"  {because}", Tone.STRONG)), hang=2)


def _held(halt: Halt, ground: Ground, manner: Manner) -> Line:
    until = f" until {clock(halt.until, manner.zone)}" if halt.until else ""
    who = f" ({halt.by}, since {clock(halt.since, manner.zone)})" if halt.by else ""
    word, undo = _WORDS.get(halt.kind, (f"HELD by {halt.kind}", ""))
    if halt.kind is Halting.DRAIN and ground.engine is None and not ground.used:
        word = "DRAINED"
    return Line(
        (
            Span(f"{word}{until}", Tone.STALLED),
            Span(f"  {halt.because}{who}", Tone.MUTED),
            Span(undo, Tone.FAINT),
        ),
        hang=2,
    )


def trouble(frame: Frame) -> tuple[Line, ...]:
    """Say why nothing is known, where there is a reason."""
    if frame.ground.trouble:
        return (
            Line((Span(frame.ground.trouble, Tone.FAILED),), hang=0),
            Line(),
            Line((Span("Agents that run go on; no further one can be started.", Tone.MUTED),)),
        )
    return (Line((Span("Looking for runs…", Tone.STRONG),)),) if frame.at is None else ()


def nothing_run(frame: Frame) -> tuple[Line, ...]:
    """Say that there are no runs, and how to start one."""
    return trouble(frame) or (
        Line((Span("Nothing was ever run from here.", Tone.STRONG),)),
        Line(),
        Line((Span("groundstop run PLAN starts the tasks of a plan.", Tone.MUTED),)),
    )
