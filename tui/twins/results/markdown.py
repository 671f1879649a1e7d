"""Results as Markdown: something one pastes into a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.run import Outcome
from tui.present.numbers import count
from tui.present.runs.contradictions import ruling_words, side_words
from tui.present.runs.results import NOTHING, headline, state_of, work_of
from tui.present.runs.synthesis import synthesis
from tui.twins.markdown import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.results import Conflict, Part, Results

HEADINGS = ("task", "outcome", "branch", "work", "tests", "attempts")


def results_markdown(found: Results) -> str:
    """Give a table of the tasks, and below it everything that a reviewer asks for."""
    if not found.parts and not found.broken:
        return f"{NOTHING}\n"
    said = "".join(span.text for span in headline(found).left).strip()
    rows = [HEADINGS, tuple("---" for _ in HEADINGS), *(_cells(one) for one in found.parts)]
    table = ["| " + " | ".join(row) + " |" for row in rows]
    parts = {
        "To be decided by a person": _open(found),
        "Failed": _failed(found),
        "Still to do": _todo(found),
        "Deliverables": _deliverables(found),
        "What was done": _summaries(found),
        "Settled contradictions": _settled(found),
        "Findings": _findings(found),
        "Tests named in the handoffs": _tests(found),
        "Blockers": _blockers(found),
        "Decisions": (f"{literal(one.text)} ({_names(one.agents)})" for one in found.decisions),
        "Lessons": (f"{literal(one.text)} ({_names(one.agents)})" for one in found.lessons),
        "How this was put together": map(literal, synthesis(found)),
        "Files that cannot be read": (
            f"{literal(one.path)}: {literal(one.because)}" for one in found.broken
        ),
    }
    lines = [f"## Results of {literal(found.run)}", "", f"{literal(said)}.", "", *table]
    for title, items in parts.items():
        listed = [f"{'' if one.startswith('  ') else '- '}{one}" for one in items]
        lines += ["", f"### {title}", "", *listed] if listed else []
    return "\n".join([*lines, ""])


def _cells(part: Part) -> tuple[str, ...]:
    tests = part.handoff.tests if part.handoff is not None else ()
    passed = sum(one.has_passed for one in tests)
    return (
        literal(part.id),
        literal(state_of(part)) if part.has_succeeded or not part.has_ended else _bad(part),
        literal(part.branch),
        work_of(part),
        f"{passed} of {len(tests)} passed" if tests else "none named",
        str(part.attempts),
    )


def _bad(part: Part) -> str:
    return f"**{literal(state_of(part))}**"


def _open(found: Results) -> Iterator[str]:
    for one in found.undecided:
        yield from _conflict(one)
    for overlap in found.overlaps:
        yield f"{literal(overlap.path)} is changed by {_names(overlap.tasks)}"


def _settled(found: Results) -> Iterator[str]:
    for one in found.conflicts:
        if one.winner:
            yield from _conflict(one)


def _conflict(one: Conflict) -> Iterator[str]:
    yield f"**{literal(one.topic)}** ({ruling_words(one)})"
    for side in one.sides:
        holds = "holds: " if side.claim == one.winner else ""
        yield f"  - {holds}{literal(side.claim)}; {literal(side_words(side))}"


def _failed(found: Results) -> Iterator[str]:
    for part in found.failed:
        attempts = count(part.attempts, "attempt")
        yield f"{literal(part.id)}: {literal(part.why)} ({attempts})"
        for one in part.tries[:-1]:
            if one.because:
                yield f"  - {literal(one.attempt.rpartition('/')[2])}: {literal(one.because)}"


def _deliverables(found: Results) -> Iterator[str]:
    for one in found.deliverables:
        gone = one.missing and f", **missing** in {_names(one.missing)}"
        yield f"{literal(one.path)} ({_names(one.tasks)}{gone or ''})"


def _summaries(found: Results) -> Iterator[str]:
    for part in found.parts:
        if part.summary:
            yield f"{literal(part.id)}: {literal(part.summary)}"


def _findings(found: Results) -> Iterator[str]:
    for topic, side in found.agreed:
        yield f"{literal(topic)}: {literal(side.claim)}; {literal(side_words(side))}"
    for agent, one in found.rejected:
        said = f"{literal(one.topic)}: {literal(one.claim)}"
        yield f"rejected, no evidence: {said} ({literal(agent)})"


def _tests(found: Results) -> Iterator[str]:
    for part in found.parts:
        for one in part.handoff.tests if part.handoff is not None else ():
            word = "passed" if one.has_passed else "**failed**"
            yield f"{literal(one.command)}: {word} ({literal(part.id)})"


def _blockers(found: Results) -> Iterator[str]:
    for part in found.parts:
        for one in part.handoff.blockers if part.handoff is not None else ():
            word = "**critical**: " if one.is_critical else ""
            yield f"{word}{literal(one.text)} ({literal(part.id)})"


def _todo(found: Results) -> Iterator[str]:
    """Name what is missing of the whole, as Markdown's own list of tasks (S4-48)."""
    for one in found.todo:
        because = f", {literal(one.because)}" if one.has_ended and one.because else ""
        yield f"[ ] {literal(one.id)}{_branch(one)}{because}"
    for part in found.failed:
        if part.outcome is not Outcome.CANCELLED:
            gone = part.handoff.missing if part.handoff is not None else ()
            what = f", missing {_names(gone)}" if gone else ", failed"
            yield f"[ ] {literal(part.id)}{_branch(part)}{what}"


def _branch(part: Part) -> str:
    return f", branch {literal(part.branch)}" if part.branch else ""


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(literal(one) for one in names)
