"""What happened, as lines; and what a screen says when it has nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.present.fleet import reading
from tui.present.numbers import count
from tui.present.quota import bar
from tui.present.spans import Line, Span, Tone, tone_of
from tui.present.times import ago, clock, since

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.frame import Frame, Notice
    from core.model.signs import Step
    from tui.present.glyphs import Manner

_WIDE = 70
_BAR = 48
LEAST = (60, 12)
"""Columns and rows below which the dashboard cannot be read."""


def events(
    notices: Sequence[Notice], manner: Manner, width: int, rows: int, *, newest_first: bool = True
) -> tuple[Line, ...]:
    """Give the last notices that fit, newest first."""
    shown = sorted(notices, key=lambda notice: notice.at, reverse=newest_first)[:rows]
    if not shown:
        return (Line((Span("Nothing has happened yet.", Tone.FAINT),)),)
    name = 22 if width >= _WIDE else 16
    return tuple(_event(notice, manner, width, name) for notice in shown)


def _event(notice: Notice, manner: Manner, width: int, name: int) -> Line:
    time = clock(notice.at, manner.zone, seconds=width >= _WIDE)
    glyph = manner.glyphs.states[notice.state] if notice.state else " "
    tone = tone_of(notice.state) if notice.state else Tone.FAINT
    action = f"screen.select({notice.key!r})" if notice.key.isascii() and notice.key else ""
    who = notice.who if len(notice.who) <= name else f"{notice.who[: name - 1]}…"
    return Line(
        (
            Span(f"{time} ", Tone.FAINT, None, action),
            Span(f"{glyph} ", tone, None, action),
            Span(f"{who:<{name}}  ", Tone.PLAIN, None, action),
            Span(notice.text, Tone.MUTED, None, action),
        )
    )


def steps(done: Sequence[Step], manner: Manner, *, seconds: bool = False) -> tuple[Line, ...]:
    """Give what an agent did, in the order in which it is given."""
    return tuple(
        Line(
            (
                Span(f"{clock(step.at, manner.zone, seconds=seconds)}  ", Tone.FAINT),
                Span(step.text, Tone.PLAIN),
            )
        )
        for step in done
    )


def nothing(frame: Frame, manner: Manner) -> tuple[Line, ...]:
    """Give the sentences of a fleet without agents."""
    if frame.at is None or (frame.reading and frame.reading.total):
        if not frame.reading:
            return (_loud("Looking for agents…"),)
        share = frame.reading.done / max(frame.reading.total, 1)
        return (reading(frame), Line(), Line(bar(share, _BAR, Tone.WORKING, manner)))
    if not frame.claude_seen:
        return (
            _loud("Claude Code has not been used on this computer."),
            Line(),
            Line((Span("Looked in  ", Tone.MUTED), Span(manner.path(frame.searched)))),
            Line(),
            _soft("This page fills by itself when an agent writes its first line."),
        )
    lines = [_loud("No fan-out is running here."), Line(), _looked(frame, manner)]
    if frame.hidden:
        words = f"Not shown  {count(frame.hidden, 'agent')} of other places or older days"
        keys = (Span(" . ", Tone.BUTTON, None, "screen.widen"), Span("  show the whole machine"))
        lines += [Line((Span(words, Tone.MUTED),)), Line(), Line(keys)]
    lines += [Line(), _soft("This page fills by itself when an agent writes its first line.")]
    return tuple(lines)


def unmatched(text: str, hidden: int) -> tuple[Line, ...]:
    """Give the sentences for a filter that lets nobody through."""
    return (
        _loud(f'No agent matches "{text}".'),
        Line(),
        Line(
            (
                Span(f"{hidden} hidden.  ", Tone.MUTED),
                Span(" Esc ", Tone.BUTTON, None, "screen.back"),
                Span(" clears the filter."),
            )
        ),
    )


def too_small(width: int, height: int) -> tuple[Line, ...]:
    """Give the polite refusal."""
    least = "x".join(map(str, LEAST))
    return (
        Line(
            (Span(f"{width}x{height}", Tone.STRONG), Span(" is too small for the dashboard.")),
            hang=0,
        ),
        Line((Span(f"{least} or more. ", Tone.MUTED), Span("q"), Span(" quits.", Tone.MUTED))),
    )


def _looked(frame: Frame, manner: Manner) -> Line:
    age = since(frame.newest_at, frame.at)
    newest = f", newest {ago(age)} old" if age is not None else ""
    what = f"  ({count(frame.found, 'transcript')}{newest})"
    return Line(
        (
            Span("Looked in  ", Tone.MUTED),
            Span(manner.path(frame.searched)),
            Span(what, Tone.FAINT),
        )
    )


def _loud(words: str) -> Line:
    return Line((Span(words, Tone.STRONG),))


def _soft(words: str) -> Line:
    return Line((Span(words, Tone.MUTED),))
