"""What earlier runs have taught, in a few calm lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.present.numbers import count
from tui.present.spans import Line, Span, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.past import Past, Pattern

HANG = 4
SHOWN = 5
"""Patterns, and lessons, that are told one by one."""
_TIMES = 6


def past_line(found: Past) -> Line:
    """Say how the latest runs went, in one sentence."""
    runs, tasks = len(found.runs), sum(one.tasks for one in found.runs)
    done = sum(one.done for one in found.runs)
    at_once = sum(one.at_once for one in found.runs)
    which = "the last run here" if runs == 1 else f"the last {runs} runs here"
    went = f"  {which}: {done} of {count(tasks, 'task')} done, {at_once} at the first attempt; "
    failed = f"{count(found.failures, 'failure')}" if found.failures else "nothing failed"
    tone = Tone.STALLED if found.failures else Tone.DONE
    return Line((Span(went, Tone.PLAIN), Span(failed, tone)), hang=HANG)


def past_lines(found: Past) -> Iterator[Line]:
    """Give the sentence, what failed most often, and what agents would have others know."""
    if not found.runs:
        return
    yield past_line(found)
    yield from map(_pattern, found.patterns[:SHOWN])
    more = found.patterns[SHOWN:]
    if more:
        others = f"and {count(sum(one.times for one in more), 'failure')} of other kinds"
        yield Line((Span(f"{'':{_TIMES + 2}}{others}", Tone.FAINT),), hang=HANG)
    for one in found.lessons[:SHOWN]:
        who = f"  ({', '.join(one.agents[:2])})" if one.agents else ""
        said = Span(f"  lesson  {one.text}", Tone.PLAIN)
        yield Line((said, Span(who, Tone.FAINT)), hang=_TIMES + 4)
    if len(found.lessons) > SHOWN:
        rest = f"and {count(len(found.lessons) - SHOWN, 'lesson')} more: --json"
        yield Line((Span(f"{'':{_TIMES + 4}}{rest}", Tone.FAINT),), hang=HANG)


def _pattern(one: Pattern) -> Line:
    reason = f": {one.reason}" if one.reason else ""
    return Line(
        (
            Span(f"  {f'{one.times} x':>{_TIMES - 2}}  ", Tone.MUTED),
            Span(one.kind, Tone.STRONG),
            Span(reason, Tone.PLAIN),
            Span(f"  {', '.join(one.roles)}", Tone.FAINT),
        ),
        hang=_TIMES + 4,
    )
