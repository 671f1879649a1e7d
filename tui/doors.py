"""The rooms that a key leads to from everywhere; each is loaded when it is entered first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.room import Room


def room_named(name: str) -> type[Room[None]]:
    """Give the room behind a door."""
    match name:
        case "runs":
            from tui.screens.runs import RunsRoom  # noqa: PLC0415, not before the first paint

            return RunsRoom
        case "journal":
            from tui.screens.journal import JournalRoom  # noqa: PLC0415, likewise

            return JournalRoom
        case "results":
            from tui.screens.results import ResultsRoom  # noqa: PLC0415, likewise

            return ResultsRoom
        case "escalations":
            from tui.screens.escalations import EscalationsRoom  # noqa: PLC0415, likewise

            return EscalationsRoom
        case _:
            raise ValueError(name)
