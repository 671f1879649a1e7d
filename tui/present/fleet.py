"""The whole fleet in a few lines: masthead, counts, and what is wrong with all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.diagnosis import NEEDS_A_LOOK, State
from tui.present.agents import WORDS
from tui.present.numbers import count, minutes
from tui.present.runs.spawn import spawning
from tui.present.spans import Line, Span, Tone, tone_of
from tui.present.times import ago, clock, since

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.model.frame import Frame, Progress
    from tui.present.glyphs import Manner

_LIVE = 60
_SECONDS_FROM = 10
"""Width from which a clock shows seconds."""
_SPACED_FROM = 100
_BETWEEN = Span("  ·  ", Tone.FAINT)
_WORDS_FROM = 150
_FRESH = 10


def masthead(frame: Frame, manner: Manner, width: int, *, frozen: float | None = None) -> Line:
    """Give what stands first: whose fleet this is, how it is, how old the picture is."""
    if frame.scope.repository:
        place = frame.scope.repository.rstrip("/").rpartition("/")[2]
    else:
        place = "this machine"
    left = [Span("groundstop", Tone.ACCENT), Span("  "), Span(place, Tone.STRONG)]
    right = _age(frame, manner, frozen)
    number = [_BETWEEN, Span(count(len(frame.agents), "agent"), Tone.MUTED)]
    calls: list[Span] = []
    if looks := frame.needing_a_look:
        verb = "needs" if looks == 1 else "need"
        calls = [_BETWEEN, Span(f"{looks} {verb} a look", Tone.STRONG)]
    has_room = sum(len(span.text) for span in (*left, *number, *calls, *right)) < width
    shown = number if frame.agents and has_room else []
    return Line((*left, *shown, *calls), right)


def time_of_day(frame: Frame, manner: Manner, width: int) -> Line:
    """Give the time at which the picture is true; with seconds while they tell anything."""
    if frame.at is None:
        return Line()
    has_seconds = width >= _SECONDS_FROM and not frame.is_still
    return Line(right=(Span(clock(frame.at, manner.zone, seconds=has_seconds), Tone.PLAIN),))


def _age(frame: Frame, manner: Manner, frozen: float | None) -> tuple[Span, ...]:
    """Give the age of what is shown: frozen, live, or since when nothing was written."""
    if (play := frame.playing) is not None and frozen is None:
        whole = f" of {minutes(play.duration)}" if play.duration else ""
        at = f"{minutes(play.position)}{whole}"
        if play.is_paused:
            return (Span("play paused, P goes on", Tone.QUIET), Span(f"  {at}", Tone.MUTED))
        return (Span(f"{play.title} ×{play.speed:.3g}", Tone.ACCENT), Span(f"  {at}", Tone.MUTED))
    if frozen is not None:
        return (Span(f"frozen for {ago(frozen)}, f goes on", Tone.QUIET),)
    age = since(frame.newest_at, frame.at)
    if age is None:
        return ()
    dot = manner.glyphs.states[State.WORKING]
    if age < _LIVE:
        exact = f"{max(age, 0):.1f}s" if age < _FRESH else f"{age:.0f}s"
        return (Span(f"{dot} ", Tone.DONE), Span(f"live {exact}", Tone.MUTED))
    dot = manner.glyphs.states[State.QUIET]
    return (Span(f"{dot} ", Tone.FAINT), Span(f"last line {ago(age)} ago", Tone.MUTED))


def counts(numbers: Mapping[State, int], manner: Manner, width: int) -> tuple[Span, ...]:
    """Give how many agents there are of each state that has any, with its word where it is wide."""
    spans: list[Span] = []
    for state, number in numbers.items():
        if not number:
            continue
        glyph = manner.glyphs.states[state]
        shown = Tone.STRONG if state in NEEDS_A_LOOK else Tone.PLAIN
        gap = "  " if width >= _SPACED_FROM else " "
        lead = f"{glyph} " if width >= _SPACED_FROM else glyph
        action = f"screen.only('{state.value}')"
        spans += [
            Span(gap if spans else ""),
            Span(lead, tone_of(state), None, action),
            Span(str(number), shown, None, action),
        ]
        if width >= _WORDS_FROM:
            spans.append(Span(f" {WORDS[state].lower()}", Tone.MUTED, None, action))
    return tuple(span for span in spans if span.text)


def banners(frame: Frame, manner: Manner) -> tuple[Line, ...]:
    """Give what is to be said of the whole fleet; nothing when all goes well."""
    lines: list[Line] = [*spawning(frame.ground, frame.at, manner)]
    if stall := frame.mass_stall:
        what = "The whole harness is still" if stall.suspended else "Fell still together"
        words = f"{what} since {clock(stall.since, manner.zone)}"
        glyph = manner.glyphs.states[State.STALLED]
        because = f" · {stall.because}" if stall.because else ""
        lines.append(
            Line(
                (
                    Span(f"{glyph} ", Tone.STALLED),
                    Span(words, Tone.STRONG),
                    Span(because, Tone.STALLED),
                ),
                hang=2,
            )
        )
    if frame.reading and frame.reading.total and frame.agents:
        lines.append(reading(frame))
    elif frame.counting and frame.counting.total and frame.agents:
        lines.append(_counting(frame.counting))
    if frame.unread.lines or frame.unread.files or frame.unread.places:
        lines.append(_unread(frame))
    if frame.agents and all(agent.diagnosis.state is State.DONE for agent in frame.agents):
        number = len(frame.agents)
        words = "The agent is done." if number == 1 else f"All {number} agents are done."
        glyph = manner.glyphs.states[State.DONE]
        lines.append(
            Line(
                (
                    Span(f"{glyph} ", Tone.DONE),
                    Span(words, Tone.STRONG),
                    Span(" Nothing needs you.", Tone.MUTED),
                )
            )
        )
    return tuple(lines)


def reading(frame: Frame) -> Line:
    """Give how far the first reading has come."""
    done, total = (frame.reading.done, frame.reading.total) if frame.reading else (0, 0)
    return Line(
        (
            Span("Reading transcripts… ", Tone.PLAIN),
            Span(f"{done} of {total}", Tone.STRONG),
            Span(" (newest first; you can already work)", Tone.MUTED),
        )
    )


def _counting(progress: Progress) -> Line:
    """Give how far the counting of tokens has come."""
    return Line(
        (
            Span("Counting tokens… ", Tone.PLAIN),
            Span(f"{progress.done} of {progress.total}", Tone.STRONG),
            Span(" transcripts (states are right already)", Tone.MUTED),
        )
    )


def _unread(frame: Frame) -> Line:
    unread = frame.unread
    if unread.places:
        more = f" and {len(unread.places) - 1} more" if len(unread.places) > 1 else ""
        words = f"Cannot be opened: {unread.places[0]}{more}."
        return Line((Span(words, Tone.QUIET), Span(" What is there is not shown.", Tone.MUTED)))
    lines = count(unread.lines, "line")
    places = f" in {count(unread.files, 'file')}" if unread.files else ""
    return Line(
        (
            Span(f"{lines}{places} could not be read.", Tone.QUIET),
            Span(" Their tokens and steps are not counted.", Tone.MUTED),
        )
    )
