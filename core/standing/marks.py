"""Whether an answer still stands, and what it says at a later instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypedDict

    class Answer(TypedDict):
        """What was said, until when it holds, and what it rests on."""

        format: int
        at: float
        until: float
        lines: list[tuple[float, str, int]]
        marks: list[Mark]
        starts: list[Start]


Mark = tuple[str, int, int]
"""A path, its size (-1: missing, 0 for a folder) and its mtime in nanoseconds."""
Start = tuple[int, str]
"""A pid and the start time of its process."""
FORMAT = 1


def said_at(answer: Answer, at: float) -> tuple[str, int] | None:
    """The line and the number of agents that need a look; None once it stands no longer.

    An answer foresees what silence alone will change: `lines` is a list of
    (from epoch second, line, needing a look), ascending, and holds until `until`.
    """
    if answer.get("format") != FORMAT or not answer["at"] <= at < answer["until"]:
        return None
    said = None
    for begins, line, needing in answer["lines"]:
        if begins <= at:
            said = (line, needing)
    return said
