"""How results were put together: what was merged, by which rule what contradicts was settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.results import Ruling
from tui.present.numbers import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.results import Results


def synthesis(found: Results) -> Iterator[str]:
    """Give a sentence for each step that had something to do (S4-20)."""
    ended = f"{found.ended} of {count(len(found.parts), 'task')} have ended"
    yield f"{ended}, {found.handed_in} handed something in."
    findings = len(found.agreed) + len(found.conflicts)
    if findings or found.rejected:
        alone = f"{len(found.agreed)} without contradiction"
        yield f"Findings on {count(findings, 'topic')}: {alone}{_settled(found)}."
    if found.rejected:
        yield f"{count(len(found.rejected), 'finding')} rejected: no evidence."
    if any(one.is_metric for one in found.conflicts):
        yield "Numbers that differ stand side by side; none was averaged."
    shared = sum(len(one.tasks) > 1 for one in found.deliverables)
    shared += sum(len(one.agents) > 1 for one in found.decisions)
    if shared:
        yield f"{count(shared, 'entry', 'entries')} of several tasks listed once."
    if found.overlaps:
        yield f"{count(len(found.overlaps), 'file')} changed by several tasks: a person merges."
    if found.unproven_lessons:
        yield f"{count(found.unproven_lessons, 'lesson')} left out: no evidence."


def _settled(found: Results) -> str:
    told = {
        "settled by stronger evidence": found.ruled(Ruling.EVIDENCE),
        "by the majority of equal evidence": found.ruled(Ruling.MAJORITY),
        "left to a person": found.ruled(Ruling.PERSON),
    }
    return "".join(f", {number} {how}" for how, number in told.items() if number)
