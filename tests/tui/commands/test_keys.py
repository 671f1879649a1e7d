"""Keys are listed with their ids, and what is wrong with remapped ones is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.keys import _character_to_key

from tests.tui.commands.calls import said
from tui.commands.keys import KEPT, TOGETHER, _is_key, _long, faults
from tui.keys import ROOMS

if TYPE_CHECKING:
    from pathlib import Path


def test_every_binding_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "keys")

    assert 0 == code
    assert all(f" {one.id} " in out for _, bindings in ROOMS for one in bindings)


def test_the_keys_of_the_house_are_right() -> None:
    spelt = [key for _, bindings in ROOMS for one in bindings for key in one.key.split(",")]

    assert [] == [key for key in spelt if not _is_key(key) or key in KEPT]
    assert [] == faults({str(one.id): one.key for _, bindings in ROOMS for one in bindings})
    assert {title for title, _ in ROOMS} == {title for titles in TOGETHER for title in titles}


def test_long_names_are_those_of_the_toolkit() -> None:
    letters = [chr(code) for code in range(33, 127)]

    assert [_character_to_key(one) for one in letters] == [_long(one) for one in letters]
    assert all(_is_key(_long(one)) for one in letters)


@pytest.mark.parametrize(
    ("remapped", "sentence"),
    [
        (
            {"grid.dwn": "e"},
            "there is no setting keys.grid.dwn. Did you mean keys.grid.down?",
        ),
        ({"grid.down": "hyperspace"}, 'there is no key called "hyperspace". Write a letter,'),
        ({"grid.down": ""}, 'there is no key called "".'),
        ({"grid.down": "ctrl+m"}, "a terminal sends enter for ctrl+m. Choose another."),
        (
            {"dashboard.mark": "?"},
            "question_mark is the key of house.help in the same room. Choose another, or remap",
        ),
        ({"grid.down": "e", "grid.up": "e"}, "e is the key of grid.down in the same room."),
    ],
)
def test_a_mistake_is_one_sentence(remapped: dict[str, str], sentence: str) -> None:
    (fault,) = faults(remapped)

    assert sentence in fault


def test_keys_may_change_places() -> None:
    assert [] == faults({"grid.down": "k,down", "grid.up": "j,up"})
    assert [] == faults({"grid.down": "e", "agent.down": "e"})
    assert [] == faults({"dashboard.mark": "m, ctrl+space", "grid.open": "ctrl+o"})


def test_check_says_what_clashes(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (0, "No keys clash.\n", "") == said(capsys, "keys", "--check")
    folder = home / ".config/groundstop"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('[keys]\ngrid.down = "k"\ngrid.first = "G"\n')
    code, out, err = said(capsys, "keys", "--check")

    assert (2, "") == (code, out)
    assert ["groundstop:"] * 2 == [line.split()[0] for line in err.splitlines()]
    assert "*k" in said(capsys, "keys")[1]
