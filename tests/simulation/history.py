"""What really happened, as the kernel saw it: the audit reads this and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

RIVAL = "rival/"
"""Attempts of an engine with another state folder begin so: only P1 is for them, too."""


class Happening(NamedTuple):
    """One fact."""

    at: float
    """True seconds."""
    what: str
    whom: str = ""
    """An attempt or a task."""
    number: float = 0.0
    with_: tuple[str, ...] = ()
    """Who else was there."""


@dataclass
class History:
    """All of them, in order."""

    lines: list[Happening] = field(default_factory=list)

    def add(self, at: float, what: str, whom: str = "", number: float = 0.0, *with_: str) -> None:
        """Write down one fact."""
        self.lines.append(Happening(at, what, whom, number, with_))
