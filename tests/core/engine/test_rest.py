"""An agent whose turn has ended is let go only when nobody owes it an answer."""

from __future__ import annotations

import pytest

from core.engine.agents.rest import Next, after_turn
from core.runners.stream import Told

RESTS = Told(is_at_rest=True, taken=1)


@pytest.mark.parametrize(
    ("told", "question", "messages", "blocked", "wanted"),
    [
        (RESTS, "", 1, "", Next.CLOSE),
        (Told(is_at_rest=False, taken=1), "", 1, "", Next.WAIT),
        (RESTS, "Which one?", 1, "", Next.WAIT),
        (RESTS, "", 2, "", Next.WAIT),
        (RESTS, "", 1, "no access", Next.ASK),
        (Told(is_at_rest=True, taken=1, refused="Bash"), "", 1, "", Next.ASK),
        (Told(is_at_rest=True, taken=1, refused="Bash"), "", 2, "", Next.WAIT),
        (Told(is_at_rest=True, taken=2, refused="Bash"), "", 2, "", Next.ASK),
        (Told(is_at_rest=True, taken=0), "", 1, "", Next.CLOSE),
        (Told(is_at_rest=True, taken=0), "", 1, "no access", Next.ASK),
    ],
)
def test_what_comes_after_a_turn(
    told: Told, question: str, messages: int, blocked: str, wanted: Next
) -> None:
    then = after_turn(told, question, messages, blocked)

    assert wanted is then.next
    assert (wanted is Next.ASK) == bool(then.question)
