"""Answers to `validate` before a start: how long one counts, and whom to ask next (S3-25)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.model.admission import Guard, Held
from core.model.gate import Validation
from core.model.moment import span
from core.model.validation import Said

if TYPE_CHECKING:
    from core.model.admission import Request
    from core.model.gate import Gate
    from core.model.moment import Moment
    from core.model.validation import Answer

COUNTS = 60.0
"""Seconds that a yes counts, and after which *not yet* is asked again (decisions, section 5)."""
AHEAD = 5.0
"""Seconds before all else would let it start, in which it is asked. Source: ours."""


def answered(gate: Gate, attempt: str, answer: Answer, at: Moment) -> Gate:
    """Remember an answer, and forget those that count no more."""
    told = Validation(
        attempt=attempt, said=answer.said, counts=span(at, COUNTS), because=answer.because
    )
    others = tuple(
        one for one in gate.validations if one.attempt != attempt and one.counts.left(at) > 0
    )
    return replace(gate, validations=(*others, told))


def answer_of(gate: Gate, attempt: str, at: Moment) -> Validation | None:
    """Give the answer about an attempt that counts still."""
    told = next((one for one in gate.validations if one.attempt == attempt), None)
    if told is None or told.counts.left(at) <= 0:
        return None
    is_old = told.counts.since.boot != at.boot  # who knows how long the machine was off
    return None if told.said is Said.YES and is_old else told


def unvalidated(gate: Gate, request: Request, at: Moment) -> Held | None:
    """Say what is missing until validation lets it start; None: it was said yes, lately."""
    told = answer_of(gate, request.attempt, at)
    if told is None:
        return Held(by=Guard.VALIDATION, because=f"validate is asked about {request.task}")
    if told.said is Said.YES:
        return None
    because = f"validate says not yet of {request.task}: {told.because}"
    return Held(by=Guard.VALIDATION, because=because, left=told.counts.left(at))


def is_to_be_asked(held: tuple[Held, ...]) -> bool:
    """Whether an answer is missing, and nothing else holds for long."""
    missing = [one for one in held if one.by is Guard.VALIDATION and one.left is None]
    others = (one.left for one in held if one.by is not Guard.VALIDATION)
    return bool(missing) and all(left is not None and left <= AHEAD for left in others)
