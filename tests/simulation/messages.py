"""Has every message reached its agent, once and in its turn, or is its failure told?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.folders import PROMPT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulation.history import Happening


class Messages:
    """Reads who has left which message, and what was written to agents (D17)."""

    def __init__(self) -> None:
        self._accepted: set[tuple[str, str]] = set()
        self._handed: dict[str, list[str]] = {}
        self._unsent: set[tuple[str, str]] = set()

    def read(self, line: Happening) -> Iterator[tuple[str, str]]:
        """Take one line; name the promises that it breaks, and why."""
        match line.what:
            case "accepted":
                self._accepted.add((line.whom, *line.with_))  # type: ignore[arg-type]
            case "unsent":
                self._unsent |= {(line.whom, name) for name in line.with_}
            case "handed":
                yield from self._given(line, *line.with_)
            case _:
                pass

    def _given(self, line: Happening, name: str) -> Iterator[tuple[str, str]]:
        before = self._handed.setdefault(line.whom, [])
        if name in before:
            yield "D17", f"message {name} reached it twice"
        if before and name < before[-1]:
            yield "D17", f"message {name} came after {before[-1]}"
        if name != PROMPT and PROMPT not in before:
            yield "D17", f"message {name} came before its prompt"
        before.append(name)

    def end(self) -> Iterator[tuple[str, str, str]]:
        """Name the messages that were taken, reached nobody, and are not told of."""
        for attempt, name in sorted(self._accepted - self._unsent):
            if name not in self._handed.get(attempt, ()):
                yield "D17", attempt, f"message {name} is lost, and nothing tells of that"
