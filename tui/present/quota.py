"""Tokens so far, and how much of a window is used where that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.present.burn import sparkline
from tui.present.numbers import count, percent, short
from tui.present.spans import Line, Span, Tone
from tui.present.times import ago, since, when

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.frame import Frame
    from core.model.quota import Reading
    from core.model.tokens import Tokens
    from tui.present.glyphs import Manner

_KINDS = (
    ("cache read", "cache_read_input_tokens", Tone.READ),
    ("written", "cache_creation_input_tokens", Tone.WRITTEN),
    ("input", "input_tokens", Tone.INPUT),
    ("output", "output_tokens", Tone.OUTPUT),
)
_NAMES = {
    "five_hour": "5 h limit",
    "seven_day": "week limit",
    "seven_day_opus": "week, Opus",
    "seven_day_sonnet": "week, Sonnet",
}
_LABEL = 12
_SHORTEST = 8
_RESET = 18
_NEAR, _CRITICAL = 0.8, 0.95
UNKNOWN = "Usage limit unknown."


def panel(frame: Frame, manner: Manner, width: int) -> tuple[Line, ...]:
    """Give the token panel: the sum, its four kinds, five hours, and every known window."""
    shown = f"  tokens of {count(len(frame.agents), 'agent')} shown"
    lines = [
        Line((_sum(frame.tokens, frame), Span(shown, Tone.MUTED))),
        Line(_kinds_bar(frame.tokens, manner, width)),
        Line(_legend(frame.tokens, manner, width)),
        Line(
            (
                Span(f"{'last 5 h':<{_LABEL}}", Tone.MUTED),
                _sum(frame.spending.five_hours, frame, 7),
                Span("all sessions of this machine", Tone.FAINT),
            )
        ),
    ]
    return (*lines, *windows(frame, manner, width))


def _sum(tokens: Tokens, frame: Frame, width: int = 0) -> Span:
    """Give a sum, or a mark for as long as nothing has been counted."""
    if frame.counting is not None and not tokens.total:
        return Span(f"{'…':<{width}}", Tone.FAINT)
    return Span(f"{short(tokens.total):<{width}}", Tone.STRONG)


def windows(frame: Frame, manner: Manner, width: int) -> tuple[Line, ...]:
    """Give a line for each window of which something official is known, else one that says so."""
    known = [reading for reading in frame.quota if reading.fraction is not None]
    if known and frame.at:
        return tuple(_window(reading, frame.at, manner, width) for reading in known)
    words = (Span(UNKNOWN, Tone.PLAIN), Span(" Showing tokens only.", Tone.FAINT))
    return (Line(words),)


def brief(frame: Frame, manner: Manner, width: int) -> tuple[Line, ...]:
    """Give the same in two lines, for a narrow terminal."""
    burn = frame.spending.per_minute
    rate = f"{short(burn)}/min" if burn is not None else "none"
    first = (
        _sum(frame.tokens, frame),
        Span(" tokens", Tone.MUTED),
        Span("   last 5 h ", Tone.MUTED),
        _sum(frame.spending.five_hours, frame),
        Span("   burn ", Tone.MUTED),
        Span(rate, Tone.STRONG),
    )
    room = width - sum(len(span.text) for span in first) - 3
    spark = sparkline(frame.spending.history, manner, min(room, 30))
    return (Line(first, spark if room > 6 else ()), *windows(frame, manner, width)[:1])  # noqa: PLR2004


def _kinds_bar(tokens: Tokens, manner: Manner, width: int) -> tuple[Span, ...]:
    """Give one bar of four parts; a kind that is there at all has at least a cell."""
    amounts = [getattr(tokens, field) for _, field, _ in _KINDS]
    total = sum(amounts)
    if not total or width < len(_KINDS):
        return (Span(manner.glyphs.fuse * width, Tone.TRACK),)
    cells = [max(round(amount / total * width), 1 if amount else 0) for amount in amounts]
    cells[cells.index(max(cells))] += width - sum(cells)
    is_painted = manner.glyphs.is_painted
    letters = "    " if is_painted else "rwio"
    return tuple(
        Span(letter * number, Tone.PLAIN, tone) if is_painted else Span(letter * number, tone)
        for letter, number, (_, _, tone) in zip(letters, cells, _KINDS, strict=True)
        if number
    )


def _legend(tokens: Tokens, manner: Manner, width: int) -> tuple[Span, ...]:
    parts = [(name, short(getattr(tokens, field)), tone) for name, field, tone in _KINDS]
    needed = sum(len(name) + len(amount) + 3 for name, amount, _ in parts) + 6
    gap = "  " if needed <= width else " "
    spans: list[Span] = []
    for (name, amount, tone), letter in zip(parts, "rwio", strict=True):
        mark = "■" if manner.glyphs.is_painted else letter
        word = name if needed <= width + 3 else name.removeprefix("cache ")
        spans += [
            Span(gap if spans else ""),
            Span(f"{mark} ", tone),
            Span(f"{word} ", Tone.MUTED),
            Span(amount, Tone.PLAIN),
        ]
    return tuple(span for span in spans if span.text)


def _window(reading: Reading, at: datetime, manner: Manner, width: int) -> Line:
    """Give one official window: how full, when it begins anew, who says so."""
    fraction = reading.fraction or 0.0
    tone = (
        Tone.QUOTA if fraction >= _CRITICAL else Tone.STALLED if fraction >= _NEAR else Tone.WORKING
    )
    name = _NAMES.get(reading.window, reading.window.replace("_", " "))
    age = f"{ago(since(reading.observed_at, at) or 0)} old"
    reset = f"  resets {when(reading.resets_at, at, manner.zone)}" if reading.resets_at else ""
    taken = _LABEL + 5 + max(len(reset), _RESET) + 2
    source = f"official, {reading.source.replace('_', ' ')}, {age}"
    if width - taken - len(source) < _SHORTEST:
        source = f"official, {age}"
    room = width - taken - len(source)
    left = (
        Span(f"{name[: _LABEL - 1]:<{_LABEL}}", Tone.MUTED),
        Span(f"{percent(fraction):<5}", Tone.STRONG),
        *bar(fraction, max(min(room, 30), 6), tone, manner),
        Span(reset, Tone.PLAIN),
    )
    return Line(left, (Span(source, Tone.FAINT),))


def bar(fraction: float, width: int, tone: Tone, manner: Manner) -> tuple[Span, ...]:
    """Give a thin bar: rows of them stay apart."""
    full, half = divmod(round(min(max(fraction, 0.0), 1.0) * width * 2), 2)
    burnt = manner.glyphs.burnt * full + manner.glyphs.burning * half
    return (Span(burnt, tone), Span(manner.glyphs.fuse * (width - full - half), Tone.TRACK))
