"""Results as a document, and as calm text."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from core.model.results import Ruling
from tui.present.runs.results import HANG, NOTHING, sections, state_of
from tui.present.runs.synthesis import synthesis
from tui.twins.results import documents
from tui.twins.status import utc

if TYPE_CHECKING:
    from core.model.handoff import Handoff
    from core.model.results import Conflict, Part, Results, Side
    from tui.present.spans import Line

WIDTH = 100
"""Columns of the text, at most."""


def results_text(found: Results) -> str:
    """Give the same page as the screen, as text."""
    if not found.parts and not found.broken:
        return f"{NOTHING}\n"
    parts = ["\n".join((title, *map(_wrapped, lines))) for title, lines in sections(found)]
    return "\n\n".join(parts) + "\n"


def results_document(found: Results) -> documents.Results:
    """Give everything."""
    return documents.Results(
        run=found.run or None,
        expected=len(found.parts),
        ended=found.ended,
        succeeded=len(found.succeeded),
        failed=len(found.failed),
        todo=len(found.todo),
        undecided=len(found.undecided) + len(found.overlaps),
        tasks=[_part(one) for one in found.parts],
        conflicts=[_conflict(one) for one in found.conflicts],
        overlaps=[
            documents.Overlap(path=one.path, tasks=list(one.tasks)) for one in found.overlaps
        ],
        findings=[_finding(topic, side) for topic, side in found.agreed],
        rejected=[
            documents.Rejected(topic=one.topic, claim=one.claim, agent=agent)
            for agent, one in found.rejected
        ],
        deliverables=[
            documents.Delivered(path=one.path, tasks=list(one.tasks), missing=list(one.missing))
            for one in found.deliverables
        ],
        decisions=[
            documents.Decision(text=one.text, agents=list(one.agents)) for one in found.decisions
        ],
        synthesis=_synthesis(found),
        lessons=[documents.Lesson(text=one.text, agents=list(one.agents)) for one in found.lessons],
        unproven_lessons=found.unproven_lessons,
        broken=[documents.Broken(path=one.path, because=one.because) for one in found.broken],
    )


def _synthesis(found: Results) -> documents.Synthesis:
    return documents.Synthesis(
        handed_in=found.handed_in,
        topics=len(found.agreed) + len(found.conflicts),
        agreed=len(found.agreed),
        by_evidence=found.ruled(Ruling.EVIDENCE),
        by_majority=found.ruled(Ruling.MAJORITY),
        left_to_a_person=found.ruled(Ruling.PERSON),
        rejected=len(found.rejected),
        said=list(synthesis(found)),
    )


def _part(part: Part) -> documents.Part:
    change = part.changes
    return documents.Part(
        id=part.id,
        state=state_of(part),
        succeeded=part.has_succeeded,
        branch=part.branch or None,
        attempts=part.attempts,
        tries=[
            documents.Try(attempt=one.attempt, at=utc(one.at) or "", because=one.because or None)
            for one in part.tries
        ],
        ended_at=utc(part.ended_at),
        commits=part.commits,
        files=list(change.files) if change is not None else None,
        lines_added=change.added if change is not None else None,
        lines_deleted=change.deleted if change is not None else None,
        checkpoints=len(part.checkpoints),
        next=part.checkpoints[-1].next or None if part.checkpoints else None,
        reason=part.why or None,
        handoff=_handed_in(part.handoff) if part.handoff is not None else None,
    )


def _handed_in(told: Handoff) -> documents.HandedIn:
    gone = set(told.missing)
    return documents.HandedIn(
        status=told.status or None,
        summary=told.summary,
        at=utc(told.at),
        deliverables=[
            documents.Deliverable(path=path, missing=path in gone) for path in told.deliverables
        ],
        decisions=[one for one in told.decisions if one],
        tests=[documents.Test(command=one.command, passed=one.has_passed) for one in told.tests],
        blockers=[
            documents.Blocker(text=one.text, critical=one.is_critical) for one in told.blockers
        ],
    )


def _conflict(one: Conflict) -> documents.Conflict:
    return documents.Conflict(
        topic=one.topic,
        ruling=one.ruling.name.lower(),
        winner=one.winner or None,
        metric=one.is_metric,
        sides=[_side(side) for side in one.sides],
    )


def _side(side: Side) -> documents.Side:
    return documents.Side(
        claim=side.claim,
        agents=list(side.agents),
        strength=side.strength.name.lower(),
        evidence=list(side.evidence),
    )


def _finding(topic: str, side: Side) -> documents.Finding:
    return documents.Finding(
        topic=topic,
        claim=side.claim,
        agents=list(side.agents),
        strength=side.strength.name.lower(),
        evidence=list(side.evidence),
    )


def _wrapped(line: Line) -> str:
    words = "".join(span.text for span in line.left).rstrip()
    indent = " " * (HANG if line.hang is None else line.hang)
    return "\n".join(textwrap.wrap(words, WIDTH, subsequent_indent=indent)) or ""
