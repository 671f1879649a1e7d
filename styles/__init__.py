"""Colour and space: the sheets, and the font of the pictures."""

from pathlib import Path

_HERE = Path(__file__).parent

SHEETS = tuple(
    str(_HERE / f"{name}.tcss")
    for name in (
        *("tui", "tones", "agent_grid", "dashboard", "agent_room", "runs_room", "journal_room"),
        *("help_room", "dialogs"),
    )
)
"""Absolute paths, in cascade order."""
