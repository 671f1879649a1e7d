"""Orders, and what waits for a person, as documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.command import Command, Verb
from tui.present.runs.outcomes import word_of
from tui.twins.orders import documents
from tui.twins.status import utc

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from core.model.escalation import Escalation


def escalations_document(found: Iterable[Escalation], runs: str) -> documents.Escalations:
    """Who waits for a person; `runs` is where the run folders are."""
    return documents.Escalations(
        escalations=[
            documents.Escalation(
                id=one.task.id,
                run=one.task.run,
                state="asks" if one.asks else word_of(one.task.outcome),
                reason=one.because,
                since=utc(one.since),
                branch=one.task.branch,
                worktree=one.task.worktree or None,
                attempts=[
                    documents.AttemptTried(
                        attempt=tried.attempt,
                        at=utc(tried.at) or "",
                        reason=tried.because or None,
                        folder=f"{runs}/{tried.attempt}",
                        evidence=tried.evidence or None,
                        last=[*tried.last],
                        snapshot=tried.snapshot,
                    )
                    for tried in one.tries
                ],
            )
            for one in found
        ]
    )


def order_document(order: Command, at: datetime) -> documents.Order:
    """An order as it was left."""
    return documents.Order(
        id=order.id,
        at=utc(at) or "",
        order=order.verb,
        by=order.by,
        subject=order.subject or None,
        number=order.number if order.verb is Verb.SLOTS else None,
        because=order.because or None,
    )
