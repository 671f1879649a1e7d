"""Colour and space: the sheets, and the font of the pictures."""

from pathlib import Path

_HERE = Path(__file__).parent

_ROOMS = (
    *("dashboard", "agent_room", "runs_room", "journal_room", "results_room", "help_room"),
    *("preflight_room", "escalations_room"),
)
SHEETS = tuple(
    str(_HERE / f"{name}.tcss") for name in ("tui", "tones", "agent_grid", *_ROOMS, "dialogs")
)
"""Absolute paths, in cascade order."""
