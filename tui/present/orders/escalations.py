"""The escalation queue as lines: who waits, why, what was tried, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.diagnosis import State
from core.model.run import Outcome
from tui.present.numbers import count
from tui.present.runs.outcomes import STATES, tone_for
from tui.present.runs.spawn import trouble
from tui.present.spans import Line, Span, Tone
from tui.present.times import ago, clock, since

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from core.model.escalation import Escalation
    from core.model.frame import Frame
    from core.model.results import Try
    from tui.present.glyphs import Manner

_TITLE = 10
_WORDS = {Outcome.ESCALATED: "escalated", Outcome.UNPROVEN: "unproven"}


def headline(
    one: Escalation, at: datetime | None, manner: Manner, name: int, *, is_chosen: bool
) -> Line:
    """Give one entry of the queue in a line; `name` is how many cells ids get."""
    state = State.NEEDS_YOU if one.asks else STATES[one.task.outcome]
    word = _WORDS.get(one.task.outcome, "asks")
    tone = tone_for(one.task.outcome, state)
    mark = (">" if manner.glyphs.is_ascii else "▸") if is_chosen else " "
    age = since(one.since, at)
    id_ = one.task.id if len(one.task.id) <= name else f"{one.task.id[: name - 1]}…"
    cells = (
        (mark, Tone.ACCENT),
        (f"{manner.glyphs.states[state]} ", tone),
        (f"{word:<11}", tone),
        (f"{id_:<{name}}  ", Tone.STRONG if is_chosen else Tone.PLAIN),
        (one.because.partition("\n")[0], Tone.MUTED),
    )
    action = f"screen.choose({one.task.key!r})" if one.task.key.isascii() else ""
    right = (Span(f"  {ago(age)}", Tone.FAINT),) if age is not None else ()
    return Line(tuple(Span(text, shade, None, action) for text, shade in cells), right)


def details(one: Escalation, frame: Frame, manner: Manner) -> Iterator[Line]:
    """Give all that is known of one entry, and what can be done about it."""
    task = one.task
    yield Line((Span(task.id, Tone.STRONG), Span(f"  {task.run}", Tone.FAINT)))
    yield _titled("asks" if one.asks else "reason", one.because or "no reason was given")
    yield Line()
    yield from _choices(one)
    yield Line()
    for number, tried in enumerate(one.tries, start=1):
        told = f"{clock(tried.at, manner.zone)}  {tried.because or 'ended well'}"
        yield _titled(f"attempt {number}", told, Tone.MUTED)
        if tried.evidence:
            yield _titled("", kept(tried, manner.path(tried.evidence)), Tone.FAINT)
    yield _titled("branch", task.branch, Tone.MUTED)
    if task.worktree:
        yield _titled("worktree", manner.path(task.worktree), Tone.MUTED)
    yield _titled("saved", _saved(one, frame), Tone.MUTED)


def kept(tried: Try, evidence: str) -> str:
    """Say what is left of an attempt whose time ran out (S4-33)."""
    last = f"its last: {tried.last[-1]}; " if tried.last else ""
    number = f"snapshot {tried.snapshot}; " if tried.snapshot else ""
    return f"{last}{number}kept in {evidence}"


def nobody(frame: Frame) -> tuple[Line, ...]:
    """Say that nobody waits, or why that cannot be told."""
    return trouble(frame) or (
        Line((Span("Nobody waits for you.", Tone.STRONG),)),
        Line(),
        Line(
            (
                Span(
                    "Questions of agents stand here, and tasks that nothing more comes of by"
                    " themselves.",
                    Tone.MUTED,
                ),
            ),
            hang=0,
        ),
    )


def _saved(one: Escalation, frame: Frame) -> str:
    key, ground = one.task.key, frame.ground
    commits = frame.commits.get(key)
    parts = [count(commits, "commit")] if commits is not None else []
    if key in ground.checkpointed:
        parts.append("checkpoints")
    parts.append(
        f"snapshots (groundstop restore {one.task.id})"
        if key in ground.snapshotted
        else "no snapshot"
    )
    return ", ".join(parts)


def _choices(one: Escalation) -> Iterator[Line]:
    """Name the keys; each says what it does to this one."""
    if one.asks:
        keys = [("w", "answer it", "app.tell"), ("x", "stop it", "app.stop")]
    else:
        keys = [
            ("w", "try again, with a note", "app.tell"),
            ("t", "take over by hand", "screen.take_over"),
            ("x", "give it up", "app.stop"),
        ]
    spans: list[Span] = []
    for key, words, action in keys:
        spans.append(Span(f" {key} ", Tone.BUTTON, None, action))
        spans.append(Span(f" {words}   ", Tone.MUTED, None, action))
    yield Line(tuple(spans))


def _titled(title: str, text: str, tone: Tone = Tone.PLAIN) -> Line:
    return Line((Span(f"{title:<{_TITLE}} ", Tone.FAINT), Span(text, tone)), hang=_TITLE + 1)
