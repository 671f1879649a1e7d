"""Colours by meaning, in four themes; no other file names a colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping

Colours = dict[str, str]

DARK: Colours = {
    "ground": "#0d1219",
    "raised": "#141b25",
    "selected": "#1a2c41",
    "overlay": "#161f2b",
    "plain": "#ccd5e0",
    "strong": "#f3f6fa",
    "muted": "#93a2b5",
    "faint": "#8796aa",
    "rule": "#2b3949",
    "track": "#2b3949",
    "accent": "#7cc0ff",
    "off": "#8796aa",
    "read": "#37608a",
    "written": "#4d8fc4",
    "input": "#7cc0ff",
    "output": "#e6cf6b",
    "quota": "#ff7a66",
    "failed": "#ff6f91",
    "needs_you": "#f09bd8",
    "stalled": "#f7a440",
    "retrying": "#ffb694",
    "unproven": "#bba5ff",
    "unknown": "#a9b8ca",
    "quiet": "#e6cf6b",
    "working": "#5cb8f5",
    "starting": "#93a2b5",
    "queued": "#8796aa",
    "done": "#52cf9c",
}
LIGHT: Colours = {
    "ground": "#fafbfc",
    "raised": "#eef1f5",
    "selected": "#d9e8f8",
    "overlay": "#ffffff",
    "plain": "#263241",
    "strong": "#0c1420",
    "muted": "#4a5768",
    "faint": "#596778",
    "rule": "#ccd4de",
    "track": "#d3dae3",
    "accent": "#0b5cad",
    "off": "#596778",
    "read": "#8fb8e0",
    "written": "#4d8fc4",
    "input": "#0b5cad",
    "output": "#9a7400",
    "quota": "#b9200f",
    "failed": "#ad0f45",
    "needs_you": "#94277f",
    "stalled": "#974600",
    "retrying": "#8a4526",
    "unproven": "#5f3bbb",
    "unknown": "#4a5768",
    "quiet": "#705800",
    "working": "#0b5cad",
    "starting": "#4a5768",
    "queued": "#596778",
    "done": "#0b6b43",
}
HIGH_CONTRAST: Colours = {
    "ground": "#000000",
    "raised": "#000000",
    "selected": "#003a75",
    "overlay": "#000000",
    "plain": "#ffffff",
    "strong": "#ffffff",
    "muted": "#e0e0e0",
    "faint": "#cccccc",
    "rule": "#8c8c8c",
    "track": "#595959",
    "accent": "#66ccff",
    "off": "#b3b3b3",
    "read": "#3366aa",
    "written": "#3399ff",
    "input": "#99ddff",
    "output": "#ffee00",
    "quota": "#ff8080",
    "failed": "#ff80b0",
    "needs_you": "#ff99ff",
    "stalled": "#ffb000",
    "retrying": "#ffc8a8",
    "unproven": "#d0b8ff",
    "unknown": "#e0e0e0",
    "quiet": "#ffee00",
    "working": "#66ccff",
    "starting": "#e0e0e0",
    "queued": "#cccccc",
    "done": "#40ff90",
}
TERMINAL: Colours = {
    "ground": "ansi_default",
    "raised": "ansi_default",
    "selected": "ansi_default",
    "overlay": "ansi_default",
    "plain": "ansi_default",
    "strong": "ansi_default",
    "muted": "ansi_default",
    "faint": "ansi_default",
    "rule": "ansi_bright_black",
    "track": "ansi_bright_black",
    "accent": "ansi_cyan",
    "off": "ansi_bright_black",
    "read": "ansi_blue",
    "written": "ansi_cyan",
    "input": "ansi_green",
    "output": "ansi_yellow",
    "quota": "ansi_red",
    "failed": "ansi_red",
    "needs_you": "ansi_magenta",
    "stalled": "ansi_yellow",
    "retrying": "ansi_yellow",
    "unproven": "ansi_magenta",
    "unknown": "ansi_default",
    "quiet": "ansi_yellow",
    "working": "ansi_blue",
    "starting": "ansi_default",
    "queued": "ansi_bright_black",
    "done": "ansi_green",
}

THEMES: dict[str, Colours] = {
    "dark": DARK,
    "light": LIGHT,
    "high-contrast": HIGH_CONTRAST,
    "terminal": TERMINAL,
}
"""By the name that a person chooses."""


def theme_for(choice: str, color_system: str | None, *, has_colour: bool = True) -> str:
    """Give the name of the theme for a choice and a terminal.

    >>> theme_for("auto", "truecolor"), theme_for("auto", "standard"), theme_for("light", "256")
    ('dark', 'terminal', 'light')
    >>> theme_for("light", "truecolor", has_colour=False)
    'terminal'
    """
    if not has_colour:
        return "terminal"
    if choice in THEMES:
        return choice
    return "dark" if color_system in ("truecolor", "256") else "terminal"


_ANSI = {
    "ansi-background": "ansi_black",
    "ansi-foreground": "ansi_white",
    "border-blurred": "ansi_default",
    "input-cursor-foreground": "ansi_black",
    "input-selection-background": "ansi_blue",
    "input-selection-foreground": "ansi_white",
    "screen-selection-background": "ansi_blue",
    "screen-selection-foreground": "ansi_white",
}
"""What the toolkit's own sheets want of a theme that leaves colours to the terminal."""


def themed(name: str, colours: Mapping[str, str]) -> Theme:
    """Give a theme of ours as the toolkit wants it."""
    return Theme(
        name=name,
        primary=colours["accent"],
        secondary=colours["muted"],
        accent=colours["accent"],
        warning=colours["stalled"],
        error=colours["quota"],
        success=colours["done"],
        foreground=colours["plain"],
        background=colours["ground"],
        surface=colours["raised"],
        panel=colours["raised"],
        dark=name != "light",
        ansi=name == "terminal",
        variables={
            **colours,
            **(_ANSI if name == "terminal" else {}),
            "input-cursor-background": colours["accent"],
            "block-cursor-background": colours["accent"],
            "block-cursor-foreground": _ink(colours),
            "scrollbar": colours["rule"],
            "scrollbar-hover": colours["faint"],
            "scrollbar-active": colours["accent"],
            "scrollbar-background": colours["ground"],
            "scrollbar-background-hover": colours["ground"],
            "scrollbar-background-active": colours["ground"],
            "scrollbar-corner-color": colours["ground"],
        },
    )


def _ink(colours: Mapping[str, str]) -> str:
    """Give the colour of letters on a ground of the accent."""
    return "ansi_black" if colours["ground"].startswith("ansi") else colours["ground"]
