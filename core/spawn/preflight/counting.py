"""The worst case of an agent of which only the prompt is known, from the prompt's tokens."""

from __future__ import annotations

from core.model.preflight import Figure

ANSWERS = 60
"""Of one long task. Source: ours, a guess on the safe side: recorded agents gave at most 18."""
FIRST = 10_000
"""Tokens that the client sends before any prompt: 38 kB of instructions and tools in 2.1.329."""
GROWTH = 1_500
"""Tokens by which a conversation grows with each answer. Source: ours, as
`ANSWERS`: recorded ones grew by at most 630."""


def from_prompt(tokens: int) -> Figure:
    """Give the tokens of all four kinds: each answer reads again all that was said before it.

    >>> from_prompt(0).value, from_prompt(1000).value
    (3255000.0, 3315000.0)
    """
    every = ANSWERS * (FIRST + tokens) + GROWTH * ANSWERS * (ANSWERS - 1) // 2
    said = f"the longest prompt has {tokens} tokens by the API's count"
    return Figure(value=float(every), source=f"{said}; taken as {ANSWERS} answers of one agent")
