"""A contradiction between agents in words: who stands on a side, on what, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.results import Ruling, Strength

if TYPE_CHECKING:
    from core.model.results import Conflict, Side

STRENGTHS = {
    Strength.NONE: "no evidence",
    Strength.FILES: "files",
    Strength.MEASURED: "tests or measurements",
}


def side_words(side: Side) -> str:
    """Say who stands on a side, and on what."""
    what = "; ".join(side.evidence)
    return f"{', '.join(side.agents)} ({STRENGTHS[side.strength]}: {what})"


def ruling_words(conflict: Conflict) -> str:
    """Say how a contradiction is settled, or why it is not."""
    if conflict.ruling is not Ruling.PERSON:
        return f"settled by {conflict.ruling}"
    why = "numbers are never averaged" if conflict.is_metric else "the evidence is equal"
    return f"{conflict.ruling}: {why}"
