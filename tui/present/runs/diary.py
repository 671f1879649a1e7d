"""The journal as lines: what was decided, when, about whom, and why."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tui.present.numbers import count
from tui.present.spans import Line, Span, Tone
from tui.present.times import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.ground import Entry
    from tui.present.glyphs import Manner

_WIDE = 100
_TONES = {
    "admit": Tone.DONE,
    "started": Tone.DONE,
    "hold": Tone.QUIET,
    "halted": Tone.STALLED,
    "breaker": Tone.FAILED,
    "refuse": Tone.FAILED,
    "start failed": Tone.FAILED,
    "incomplete": Tone.FAILED,
    "no worktree": Tone.FAILED,
    "order": Tone.ACCENT,
    "lifted": Tone.ACCENT,
}


def kinds(entries: Sequence[Entry]) -> tuple[tuple[str, int], ...]:
    """Give every kind that there is, with how often; the empty one is all of them."""
    found = Counter(one.kind for one in entries)
    return (("", len(entries)), *sorted(found.items()))


def entry_line(entry: Entry, manner: Manner, width: int) -> Line:
    """Give one line of the journal; its reason may take several rows."""
    name = 24 if width >= _WIDE else 14
    who = entry.subject if entry.kind in ("hold", "breaker") else entry.subject.rpartition("/")[2]
    who = who if len(who) <= name else f"{who[: name - 1]}…"
    return Line(
        (
            Span(f"{clock(entry.at, manner.zone, seconds=True)}  ", Tone.FAINT),
            Span(f"{entry.kind:<13}", _TONES.get(entry.kind, Tone.MUTED)),
            Span(f"{who:<{name}}  ", Tone.PLAIN),
            Span(entry.because, Tone.MUTED),
        ),
        hang=25 + name,
    )


def kinds_line(entries: Sequence[Entry], chosen: str, width: int) -> tuple[Span, ...]:
    """Give the kinds to choose from, each with its number; where they do not fit, the chosen."""
    found = kinds(entries)
    names = [kind for kind, _ in found]
    if sum(len(f"  {kind or 'all'} {number}") for kind, number in found) > width:
        number = dict(found).get(chosen, 0)
        place = f"  kind {names.index(chosen)} of {len(names) - 1}" if chosen in names[1:] else ""
        words = Span(f"  {chosen or 'all'} {number}", Tone.STRONG)
        return (Span("journal", Tone.HEADING), words, Span(place, Tone.MUTED))
    spans = [Span("journal", Tone.HEADING)]
    for kind, number in found:
        tone = Tone.STRONG if kind == chosen else Tone.MUTED
        action = f"screen.only({kind!r})" if kind.isascii() else ""
        spans += [Span("  "), Span(f"{kind or 'all'} {number}", tone, None, action)]
    return tuple(spans)


def empty_journal(chosen: str) -> tuple[Line, ...]:
    """Say why there is nothing to read."""
    if chosen:
        words = f"Nothing of kind {chosen} is among the latest lines. Esc shows all kinds."
        return (Line((Span(words, Tone.MUTED),), hang=0),)
    return (
        Line((Span("Nothing was decided yet.", Tone.STRONG),)),
        Line(),
        Line(
            (Span("Every verdict about a start is written here, with its reason.", Tone.MUTED),),
            hang=0,
        ),
        Line((Span("groundstop run PLAN starts a plan.", Tone.MUTED),), hang=0),
    )


def older(entries: Sequence[Entry]) -> tuple[Line, ...]:
    """Say how many lines are not here, where there are some."""
    missing = entries[0].number - 1 if entries else 0
    words = f"{count(missing, 'older line')}: groundstop journal --last {missing + len(entries)}"
    return (Line((Span(words, Tone.FAINT),)),) if missing > 0 else ()
