"""How fast tokens burn: a rate, a line, an area."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tui.present.numbers import short
from tui.present.spans import Line, Mix, Span, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.frame import Frame
    from tui.present.glyphs import Manner


def burn_title(frame: Frame) -> tuple[Span, ...]:
    """Give the burn rate as it stands above the chart."""
    burn = frame.spending.per_minute
    if burn is None:
        return ()
    return (Span(short(burn), Tone.STRONG), Span(" tokens a minute", Tone.MUTED))


def sparkline(history: Sequence[int], manner: Manner, width: int) -> tuple[Span, ...]:
    """Give the last minutes in one line."""
    values = resampled(history, width)
    top = max(values, default=0)
    if not top or width < 1 or manner.glyphs.is_ascii:
        return ()
    steps = manner.glyphs.steps
    last = len(steps) - 1
    drawn = "".join(steps[min(int(value / top * last + 0.5), last)] for value in values)
    return (Span(drawn, Tone.WORKING),)


def chart(history: Sequence[int], manner: Manner, width: int, rows: int) -> tuple[Line, ...]:
    """Give the burn of the last minutes as an area; full cells are painted ground."""
    axis = 6
    values = resampled(history, width - axis)
    top = max(values, default=0)
    if not top:
        words = Line((Span("No tokens in the last hour.", Tone.FAINT),))
        return tuple(words if row == rows // 2 else Line() for row in range(rows))
    lines: list[Line] = []
    for row in range(rows, 0, -1):
        label = short(top) if row == rows else "0" if row == 1 else ""
        spans = [Span(f"{label:>{axis - 1}} ", Tone.FAINT)]
        spans += _level(values, top, row, rows, manner)
        lines.append(Line(tuple(spans)))
    return tuple(lines)


def minutes_line(history: Sequence[int], width: int) -> Line:
    """Give the axis below the chart."""
    if not any(history):
        return Line()
    room = width - 6
    begin, middle, end = f"{len(history)} min ago", f"{len(history) // 2}", "now"
    half = room // 2 - len(begin) - len(middle) // 2
    words = " " * 6 + begin + " " * half + middle
    return Line((Span(words, Tone.FAINT),), (Span(end, Tone.FAINT),))


def resampled(history: Sequence[int], width: int) -> tuple[float, ...]:
    """Give exactly `width` values: minutes are spread over cells, or shared by them.

    >>> resampled((1, 3), 4), resampled((1, 3, 5, 7), 2), resampled((), 3)
    ((1, 1, 3, 3), (2.0, 6.0), ())
    """
    number = len(history)
    if not number or width < 1:
        return ()
    if number <= width:
        return tuple(history[cell * number // width] for cell in range(width))
    edges = [cell * number // width for cell in range(width + 1)]
    return tuple(sum(history[start:end]) / (end - start) for start, end in pairwise(edges))


def _level(values: Sequence[float], top: float, row: int, rows: int, manner: Manner) -> list[Span]:
    """Give one row of the area, runs of equal cells as one span."""
    share = row / rows
    shade = (
        Mix(Tone.GROUND, Tone.WORKING, 0.35 + 0.65 * share) if manner.is_smooth else Tone.WORKING
    )
    steps = manner.glyphs.steps
    spans: list[Span] = []
    for value in values:
        eighths = round(value / top * rows * 8) - (row - 1) * 8
        if eighths >= 8:  # noqa: PLR2004
            cell = Span(manner.glyphs.solid, shade, shade if manner.glyphs.is_painted else None)
        elif eighths <= 0 or not steps:
            cell = Span(
                "_" if row == 1 and not steps else steps[0] if row == 1 else " ", Tone.TRACK
            )
        else:
            cell = Span(steps[eighths - 1], shade)
        if spans and spans[-1][1:] == cell[1:]:
            spans[-1] = spans[-1]._replace(text=spans[-1].text + cell.text)
        else:
            spans.append(cell)
    return spans
