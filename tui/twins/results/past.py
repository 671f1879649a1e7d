"""What earlier runs have taught, as a part of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.twins.results import documents
from tui.twins.status import utc

if TYPE_CHECKING:
    from core.model.past import Past


def past_document(found: Past) -> documents.Past:
    """Give everything."""
    return documents.Past(
        runs=[
            documents.PastRun(
                run=one.run,
                at=utc(one.at) or "",
                tasks=one.tasks,
                done=one.done,
                at_first_attempt=one.at_once,
                attempts=one.attempts,
                at_a_time=one.total,
                profile=one.profile,
            )
            for one in found.runs
        ],
        failures=found.failures,
        patterns=[
            documents.Pattern(
                kind=one.kind, reason=one.reason, times=one.times, roles=list(one.roles)
            )
            for one in found.patterns
        ],
        lessons=[
            documents.PastLesson(
                text=one.text, agents=list(one.agents), evidence=list(one.evidence)
            )
            for one in found.lessons
        ],
    )
