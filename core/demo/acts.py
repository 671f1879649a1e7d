"""What happens in a demo, told in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.demo import Sight

EVERY = 5
"""So many agents more or less are worth a sentence."""


def happened(before: Sight, now: Sight, agents: int) -> Iterator[str]:
    """Tell what is new between two looks."""
    if now.told.refused and not before.told.refused:
        yield f"the API refuses, after {now.told.answered} answers"
    if _step(now.ended - now.done) > _step(before.ended - before.done):
        yield f"{now.ended - now.done} of {agents} agents have given up"
    for hold in now.holds:
        if hold not in before.holds:
            yield f"held: {hold}"
    if now.skipped:
        yield f"nobody is at work: {now.skipped / 60:.0f} minutes pass at once"
    if before.holds and not now.holds:
        yield "no hold any more"
    if _step(now.done) > _step(before.done):
        yield f"{now.done} of {agents} agents are done"


def _step(number: int) -> int:
    return number // EVERY
