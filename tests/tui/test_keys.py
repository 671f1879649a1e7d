"""The page of keys: every key has an id, words and a tip, and none clashes in its room."""

from __future__ import annotations

from collections import Counter

import pytest

from tui.keys import (
    AGENT,
    BECAUSE,
    COPY,
    DASHBOARD,
    GRID,
    HELP,
    HOUSE,
    JOURNAL,
    LATER,
    LIST,
    PLAYER,
    ROOMS,
    RUNS,
    STOP,
)

PAGES = {
    "dashboard": [*GRID, *DASHBOARD, *RUNS, *PLAYER, *LATER, *HOUSE],
    "agent": [*AGENT, *RUNS, *PLAYER, *LATER, *HOUSE],
    "runs": [*LIST, *RUNS, *PLAYER, *HOUSE],
    "journal": [*JOURNAL, *RUNS, *PLAYER, *HOUSE],
    "stop": [*STOP],
    "help": [*HELP],
    "copy": [*COPY],
}
TERMINAL = {
    "ctrl+i",
    "ctrl+m",
    "ctrl+j",
    "ctrl+h",
    "ctrl+left_square_bracket",
    "ctrl+b",
    "ctrl+a",
    "ctrl+z",
    "ctrl+s",
    "left_square_bracket",
    "right_square_bracket",
}
"""Keys that terminals keep for themselves, or that some keyboards lack."""


def test_every_key_is_named_explained_and_unique() -> None:
    every = [binding for _, page in ROOMS for binding in page]
    ids = Counter(binding.id for binding in every)

    assert [] == [name for name, number in ids.items() if number > 1]
    assert all(b.id and b.description and b.tooltip.endswith(".") for b in every)


@pytest.mark.parametrize("room", PAGES)
def test_no_key_means_two_things_in_a_room(room: str) -> None:
    keys = Counter(key for binding in PAGES[room] for key in binding.key.split(","))

    assert [] == [key for key, number in keys.items() if number > 1]
    assert set() == TERMINAL & keys.keys()


def test_every_key_that_is_of_no_use_says_why() -> None:
    reasons = {binding.action.split("'")[1] for binding in LATER}

    assert reasons == BECAUSE.keys()
