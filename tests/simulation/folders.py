"""What lies in a run folder beside locks and claims: stream, messages, questions, orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

PROMPT = "0000"
ASKED = "0"
"""A limit's question comes before every message: whatever is said next answers it."""


class Word(NamedTuple):
    """How an agent came to its end, as it and its shim tell."""

    code: int
    by: str = ""
    """What ended it, if it did not end by itself."""


@dataclass(eq=False)
class Folder:
    """One attempt's."""

    stream: list[bytes] = field(default_factory=list)
    inbox: list[str] | None = None
    """Messages that wait, in any order; None: there is none, and nobody can leave one."""
    sent: list[str] = field(default_factory=list)
    unsent: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    """What is in the pipe, or was taken out of it by the agent."""
    taken: int = 0
    """How much of that the agent has taken up."""
    questions: list[str] = field(default_factory=list)
    closes: bool = False
    stops: bool = False
    overdue: str = ""
    is_at_end: bool = False
    """Whether the agent's stdin is closed."""
    word: Word | None = None
    failed: str = ""
    """Why it was handed in as failed."""
    missing: tuple[str, ...] = ()
    """What was handed in as delivered, and is not there."""
    progress: float = 0.0
    """When it last made progress, or had reason not to, by the clock that stops in suspend."""
    waits: bool = False
    """Whether its client asks the API again and again."""

    def furnish(self) -> None:
        """Make the inbox, and lay the prompt into it."""
        self.inbox = self.inbox if self.inbox is not None else []
        if PROMPT not in self.inbox:
            self.inbox.append(PROMPT)

    def drop(self, name: str) -> bool:
        """Leave a message; tell whether that could be."""
        if self.inbox is None:
            return False
        self.inbox.append(name)
        return True

    def shut(self) -> tuple[str, ...]:
        """Take no message any more; give those that were not sent, the prompt left out."""
        if self.inbox is not None:
            self.unsent, self.inbox = sorted(self.inbox), None
        return tuple(name for name in self.unsent if name != PROMPT)

    @property
    def messages(self) -> int:
        """Count what was put into the inbox."""
        return len(self.inbox or ()) + len(self.sent)

    @property
    def question(self) -> str:
        """Give the first question that no later message has answered."""
        last = max((*(self.inbox or ()), *self.sent), default="")
        return next((f"question {one}" for one in self.questions if one > last), "")
