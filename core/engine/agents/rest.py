"""What is done about an agent whose turn has ended: it is let go, or asked about (D17)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from core.runners.stream import Told

REFUSED = "{tool} was refused, and nobody sits there to allow it. How is it to go on?"
"""What is asked for an agent that has ended its turn so."""


class Next(StrEnum):
    """What comes after a turn."""

    WAIT = "wait"
    """It works, or a question or a message is still on its way."""
    ASK = "ask"
    CLOSE = "close"
    """Its stdin is closed, and it ends."""


class Rest(NamedTuple):
    """What is done, and what is asked."""

    next: Next
    question: str = ""


def after_turn(told: Told, question: str, messages: int, blocked: str) -> Rest:
    """Decide what comes after a turn.

    `question` is open, `messages` were sent, the prompt among them; `blocked` is why the agent has
    handed in that it cannot go on, where nobody was asked about that yet. A client that says its
    messages again has not read one that it has not said.
    """
    is_reading = 0 < told.taken < messages
    if not told.is_at_rest or question or is_reading:
        return Rest(Next.WAIT)
    if told.refused:
        return Rest(Next.ASK, REFUSED.format(tool=told.refused))
    return Rest(Next.ASK, blocked) if blocked else Rest(Next.CLOSE)
