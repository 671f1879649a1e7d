"""What a fan-out brought home, in words: what can be used, what contradicts, what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.results import Ruling
from tui.present.numbers import count
from tui.present.orders.finishing import next_steps
from tui.present.runs.contradictions import ruling_words, side_words
from tui.present.runs.outcomes import tone_for, word_of
from tui.present.runs.synthesis import synthesis
from tui.present.spans import Line, Span, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.results import Conflict, Part, Results

HANG = 4
_ID = 20
_LEAST = 8
_TOPIC = 48
"""Letters of what a contradiction is about; its sides are told whole."""
SHOWN = 50
"""Lines of one section, at most; the rest is counted."""
NOTHING = "Nothing was ever run from here. groundstop run PLAN starts a plan."

Section = tuple[str, tuple[Line, ...]]


def sections(found: Results) -> tuple[Section, ...]:
    """Give the page part by part, what needs a person first; empty parts are left out."""
    width = max([_LEAST, *(len(one.id) for one in found.parts)])
    parts: list[tuple[str, Iterator[Line]]] = [
        (f"results of {found.run}", iter((headline(found),))),
        ("to be decided by a person", _decisions(found)),
        ("tasks", (_task(one, min(width, _ID)) for one in found.parts)),
        ("next, in the repository", _next(found)),
        ("failed", _failures(found)),
        ("still to do", (_plain(_left(one), one.id) for one in found.todo)),
        ("what was done", (_plain(one.summary, one.id) for one in found.parts if one.summary)),
        ("settled contradictions", _settled(found)),
        ("findings", _findings(found)),
        ("tests named", _tests(found)),
        ("blockers", _blockers(found)),
        ("decisions", (_plain(one.text, ", ".join(one.agents[:2])) for one in found.decisions)),
        ("lessons", _lessons(found)),
        ("how it was put together", _steps(found)),
        ("cannot be read", (_plain(one.path, f"{one.because}:") for one in found.broken)),
    ]
    told = ((title, tuple(lines)) for title, lines in parts)
    return tuple((title, _bounded(lines)) for title, lines in told if lines)


def _next(found: Results) -> Iterator[Line]:
    """Say how a branch that has commits is looked at, taken or offered, and which others are so."""
    branches = [one.branch for one in found.succeeded if one.branch and one.commits]
    for branch in branches[:1]:
        steps = zip(("review", "merge", "offer"), next_steps(branch), strict=True)
        for word, command in steps:
            yield Line((Span(f"  {word:<8}", Tone.FAINT), Span(command)), hang=HANG + 6)
    if others := branches[1:]:
        told = f"{', '.join(others[:SHOWN])}{', ...' if others[SHOWN:] else ''}"
        yield Line((Span("  likewise", Tone.FAINT), Span(f" {told}", Tone.MUTED)), hang=HANG + 7)


def headline(found: Results) -> Line:
    """Say how much of it can be used."""
    all_, good, bad = len(found.parts), len(found.succeeded), len(found.failed)
    spans = [Span(f"  {good} of {all_} can be used", Tone.DONE if good == all_ else Tone.STRONG)]
    if bad:
        spans.append(Span(f", {bad} failed", Tone.FAILED))
    if found.todo:
        spans.append(Span(f", {len(found.todo)} still to do", Tone.WORKING))
    open_ = len(found.undecided) + len(found.overlaps)
    if open_:
        spans.append(Span(f"; {open_} to be decided by a person", Tone.NEEDS_YOU))
    return Line(tuple(spans), hang=HANG)


def state_of(part: Part) -> str:
    """Name how a task stands.

    >>> from core.model.results import Part
    >>> from core.model.run import Outcome
    >>> state_of(Part(key="a", id="a", outcome=Outcome.RUNNING)), state_of(Part(key="a", id="a"))
    ('working', 'reported')
    """
    if part.outcome is None:
        return part.handoff.status if part.handoff and part.handoff.status else "reported"
    return word_of(part.outcome)


def work_of(part: Part) -> str:
    """Say what its branch has got: commits, files, lines."""
    if part.commits is None:
        return "-"
    if part.changes is None or not part.changes.files:
        return count(part.commits, "commit")
    change = part.changes
    size = f"{count(len(change.files), 'file')} +{change.added} -{change.deleted}"
    return f"{count(part.commits, 'commit')}, {size}"


def _left(part: Part) -> str:
    return ", ".join(one for one in (part.branch, part.because if part.has_ended else "") if one)


def _decisions(found: Results) -> Iterator[Line]:
    for one in found.undecided:
        yield from _conflict(one)
    for overlap in found.overlaps:
        path = Span(_cut(overlap.path), Tone.STRONG)
        who = Span(f"  changed by {', '.join(overlap.tasks)}", Tone.MUTED)
        yield Line((Span("  ? ", Tone.NEEDS_YOU), path, who), hang=HANG)


def _settled(found: Results) -> Iterator[Line]:
    for one in found.conflicts:
        if one.ruling is not Ruling.PERSON:
            yield from _conflict(one)


def _conflict(one: Conflict) -> Iterator[Line]:
    is_open = one.ruling is Ruling.PERSON
    mark = Span("  ? ", Tone.NEEDS_YOU) if is_open else Span("  = ", Tone.DONE)
    topic, ruling = Span(_cut(one.topic), Tone.STRONG), Span(f"  {ruling_words(one)}", Tone.MUTED)
    yield Line((mark, topic, ruling), hang=HANG)
    for side in one.sides:
        holds = side.claim == one.winner
        said = Span(f"{'holds: ' if holds else ''}{side.claim}")
        yield Line((Span("    "), said), hang=HANG + 2)
        yield Line((Span("      "), Span(side_words(side), Tone.FAINT)), hang=HANG + 4)


def _task(part: Part, width: int) -> Line:
    tests = len(part.handoff.tests) if part.handoff else 0
    told = [work_of(part), count(len(part.checkpoints), "checkpoint")]
    told += [count(tests, "test")] if tests else []
    told += [part.branch] if part.branch else []
    return Line(
        (
            Span(f"  {state_of(part):<10}", tone_for(part.outcome) if part.outcome else Tone.QUIET),
            Span(f"{part.id:<{width}}", Tone.STRONG),
            Span(f"  {' · '.join(told)}", Tone.MUTED),
        ),
        hang=HANG + 10,
    )


def _failures(found: Results) -> Iterator[Line]:
    for part in found.failed:
        mark, name = Span("  × ", Tone.FAILED), Span(part.id, Tone.STRONG)
        yield Line((mark, name, Span(f"  {part.why}")), hang=HANG)
        for one in part.tries[:-1]:
            if one.because:
                yield _plain(one.because, f"  {one.attempt.rpartition('/')[2]}")


def _findings(found: Results) -> Iterator[Line]:
    for topic, side in found.agreed:
        yield _plain(topic if topic == side.claim else f"{topic}: {side.claim}")
        yield Line((Span("    "), Span(side_words(side), Tone.FAINT)), hang=HANG + 2)
    for agent, one in found.rejected:
        said = one.claim if one.topic == one.claim else f"{one.topic}: {one.claim}"
        yield _plain(said, f"rejected, {agent} gives no evidence")


def _tests(found: Results) -> Iterator[Line]:
    for part in found.parts:
        for one in part.handoff.tests if part.handoff else ():
            word, tone = ("passed", Tone.DONE) if one.has_passed else ("failed", Tone.FAILED)
            told = (Span(f"  {word}  ", tone), Span(f"{part.id}  ", Tone.FAINT), Span(one.command))
            yield Line(told, hang=HANG)


def _blockers(found: Results) -> Iterator[Line]:
    for part in found.parts:
        for one in part.handoff.blockers if part.handoff else ():
            word, tone = ("critical", Tone.FAILED) if one.is_critical else ("blocks", Tone.STALLED)
            told = (Span(f"  {word:<8}  ", tone), Span(f"{part.id}  ", Tone.FAINT), Span(one.text))
            yield Line(told, hang=HANG)


def _lessons(found: Results) -> Iterator[Line]:
    for one in found.lessons:
        others = f" and {len(one.agents) - 2} more" if len(one.agents) > 2 else ""  # noqa: PLR2004
        yield _plain(one.text, f"{', '.join(one.agents[:2])}{others}")
    if found.unproven_lessons:
        yield _plain(f"{count(found.unproven_lessons, 'lesson')} without evidence left out")


def _steps(found: Results) -> Iterator[Line]:
    """Tell how it was put together, unless there was nothing to it."""
    steps = tuple(synthesis(found))
    return map(_plain, steps if len(steps) > 1 else ())


def _plain(text: str, note: str = "") -> Line:
    """Give a text that may be long, behind a note that is not."""
    return Line((Span(f"  {note}  " if note else "  ", Tone.FAINT), Span(text)), hang=HANG)


def _cut(text: str) -> str:
    return text if len(text) <= _TOPIC else f"{text[: _TOPIC - 1]}…"


def _bounded(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    if len(lines) <= SHOWN:
        return lines
    return (*lines[:SHOWN], _plain(f"and {len(lines) - SHOWN} more: groundstop results --json"))
