"""Every theme has every colour, and letters can be read on every ground."""

from __future__ import annotations

from itertools import product

import pytest
from textual.color import Color

from tui.present.spans import Tone
from tui.theme import DARK, THEMES

GROUNDS = ["ground", "raised", "selected", "overlay"]
LETTERS = [
    tone
    for tone in Tone
    if tone not in {"rule", "track", "ground", "read", "written", "input", "output"}
]
NAMES = {"heading": "strong", "key": "accent", "button": "accent"}
MEASURED = ["dark", "light", "high-contrast"]


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio as WCAG 2 defines it."""

    def light(colour: str) -> float:
        parts = [part / 255 for part in Color.parse(colour).rgb]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_names_the_same_colours(theme: str) -> None:
    assert DARK.keys() == THEMES[theme].keys()


@pytest.mark.parametrize(("theme", "ground"), product(MEASURED, GROUNDS))
def test_letters_can_be_read(theme: str, ground: str) -> None:
    colours = THEMES[theme]
    ratios = {
        str(tone): round(contrast(colours[NAMES.get(tone, tone)], colours[ground]), 2)
        for tone in LETTERS
    }
    faint = {tone: ratio for tone, ratio in ratios.items() if ratio < 4.5}

    assert {} == faint


@pytest.mark.parametrize("theme", MEASURED)
def test_letters_on_a_button_can_be_read(theme: str) -> None:
    colours = THEMES[theme]

    assert 4.5 <= contrast(colours["accent"], colours["ground"])
