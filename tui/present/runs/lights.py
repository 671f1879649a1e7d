"""The four lights before every start, what comes next, and every guard that holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.model.diagnosis import State
from core.model.run import Outcome
from tui.present.numbers import count
from tui.present.spans import Line, Span, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from core.model.frame import Frame
    from core.model.ground import Ground, Holding
    from tui.present.glyphs import Manner

_ASKED = 10
_NAMED = 12
"""Agents that are named one by one."""


class Light(NamedTuple):
    """One question of the checklist, and how its answer is (S3-07..10)."""

    asked: str
    state: State
    """Done is green, quiet is amber, failed is red: with the glyphs of these states."""
    word: str
    says: str


def lights(frame: Frame) -> tuple[Light, ...]:
    """Give the checklist as it stands at the frame's instant."""
    ground, at = frame.ground, frame.at
    return (_agents(frame), _slots(ground), _delay(ground, at), _health(ground))


def panel(frame: Frame, manner: Manner) -> tuple[Line, ...]:
    """Give a line a light, then the next start, then the other guards that hold it."""
    if not frame.ground.tasks:
        return ()
    shown = [_line(light, manner) for light in lights(frame)] if frame.ground.is_unfinished else []
    return (*shown, *_next(frame))


def compact(frame: Frame, manner: Manner) -> tuple[Span, ...]:
    """Give the four lights in a few words: how each is, and what it asks."""
    spans: list[Span] = []
    for light in lights(frame):
        glyph = manner.glyphs.states[light.state]
        spans += [
            Span(f"{'  ' if spans else ''}{glyph} ", _TONES[light.state], None, "app.runs"),
            Span(light.asked, Tone.MUTED, None, "app.runs"),
        ]
    return tuple(spans)


_TONES = {State.DONE: Tone.DONE, State.QUIET: Tone.QUIET, State.FAILED: Tone.FAILED}


def _agents(frame: Frame) -> Light:
    """S3-07: agents by name and state, counted."""
    ground = frame.ground
    running = [task for task in ground.tasks if task.outcome is Outcome.RUNNING]
    states = {one.task: one.diagnosis.state.value for one in frame.agents if one.parent is None}
    named = [f"{one.id} {states.get(one.key, 'running')}" for one in running[:_NAMED]]
    more = [f"{len(running) - _NAMED} more"] if len(running) > _NAMED else []
    says = f"{count(len(running), 'agent')}: {', '.join(named + more)}" if running else "no agent"
    over = [task for task in ground.tasks if task.is_settled]
    done = sum(task.outcome is Outcome.DONE for task in over)
    says += f"; {done} done, {len(over) - done} ended otherwise"
    if ground.engine is None:
        return Light("agents", State.FAILED, "stop", f"no engine sees to them; {says}")
    if ground.health.unseen:
        return Light("agents", State.QUIET, "wait", says)
    return Light("agents", State.DONE, "go", says)


def _slots(ground: Ground) -> Light:
    """S3-08: is there room."""
    says = f"{ground.used} of {count(ground.allowed, 'slot')} used"
    if not ground.allowed:
        return Light("slots", State.FAILED, "stop", says)
    if ground.used < ground.allowed:
        return Light("slots", State.DONE, "go", says)
    return Light("slots", State.QUIET, "wait", f"{says}: waits until any agent ends")


def _delay(ground: Ground, at: datetime | None) -> Light:
    """S3-09: has the delay passed since the last start."""
    started, least = ground.health.started_at, ground.health.spacing
    if started is None or at is None:
        return Light("delay", State.DONE, "go", "nobody was started yet")
    passed = max(0.0, (at - started).total_seconds())
    since = f"{passed:.0f} s" if passed < 600 else f"{passed / 60:.0f} min"  # noqa: PLR2004
    says = f"{since} since the last start, {least:g} s at least"
    if passed < least:
        return Light("delay", State.QUIET, "wait", says)
    return Light("delay", State.DONE, "go", says)


def _health(ground: Ground) -> Light:
    """S3-10: three status calls or starts that fail in a row stop all starts."""
    health = ground.health
    says = f"{count(health.failures, 'status call')} failed in a row"
    if health.is_open:
        return Light("health", State.FAILED, "stop", "overload: starts rest, agents are looked at")
    if health.steps is not None:
        steps = count(health.steps, "agent")
        return Light("health", State.QUIET, "wait", f"{steps} at a time until they end well")
    state, word = (State.QUIET, "wait") if health.failures else (State.DONE, "go")
    return Light("health", state, word, says)


def _line(light: Light, manner: Manner) -> Line:
    tone = _TONES[light.state]
    return Line(
        (
            Span(f"{manner.glyphs.states[light.state]} ", tone),
            Span(f"{light.word:<5}", tone),
            Span(f"{light.asked:<{_ASKED}}", Tone.STRONG),
            Span(light.says, tone if light.state is State.FAILED else Tone.PLAIN),
        ),
        hang=7 + _ASKED,
    )


def _next(frame: Frame) -> Iterator[Line]:
    ground = frame.ground
    waiting = sum(task.outcome is Outcome.QUEUED for task in ground.tasks)
    if not waiting:
        words = "nobody waits" if ground.is_unfinished else "every run is over"
        yield Line((Span(f"{'':7}{words}", Tone.FAINT),))
        return
    if ground.next is None:
        yield Line((Span(f"{'':7}{count(waiting, 'task')} wait", Tone.MUTED),))
        return
    yield Line((Span(" " * 7), Span(ground.next.said(frame.at), Tone.STRONG)), hang=7)
    for place, held in enumerate(ground.next.holdings):
        if not place or not _is_over(held, frame.at):
            yield _held(held, frame.at, is_strictest=not place)


def _is_over(held: Holding, at: datetime | None) -> bool:
    """Whether its time has passed since the gate was last asked."""
    return held.until is not None and at is not None and held.until <= at


def _held(held: Holding, at: datetime | None, *, is_strictest: bool) -> Line:
    left = "" if held.until is None or at is None else _left((held.until - at).total_seconds())
    tone = Tone.PLAIN if is_strictest else Tone.MUTED
    return Line(
        (Span(f"{'':9}{held.by}", tone), Span(f"  {held.because}{left}", Tone.MUTED)), hang=11
    )


def _left(seconds: float) -> str:
    return f", {max(0, round(seconds))} s left"
