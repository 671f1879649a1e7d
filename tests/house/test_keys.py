"""Every key is on one page, once in a room, explained, and in README as it is in the code."""

from __future__ import annotations

import ast
from collections import Counter
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from textual.binding import Binding

from tests.house.key_table import BEGIN, END, README, face, renewed, shown, table
from tests.house.source import dotted, files, findings, listing, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PAGE = "tui/keys.py"
TOGETHER = (
    ("GRID", "DASHBOARD", "RUNS", "PLAYER", "HOUSE", "LATER"),
    ("AGENT", "RUNS", "PLAYER", "HOUSE", "LATER"),
    ("LIST", "RUNS", "PLAYER", "HOUSE"),
    ("JOURNAL", "RUNS", "PLAYER", "HOUSE"),
)
"""Groups of keys that are in force at the same time."""
RESERVED = {"ctrl+i", "ctrl+m", "ctrl+j", "ctrl+h", "ctrl+left_square_bracket", "ctrl+s"}
"""A terminal sends these as other keys, or keeps them."""


def groups() -> dict[str, tuple[Binding, ...]]:
    """Give every list of bindings on the page, by its name there."""
    page = vars(import_module("tui.keys"))
    lists = {name: value for name, value in page.items() if isinstance(value, list | tuple)}
    return {
        name: tuple(value)
        for name, value in lists.items()
        if value and all(isinstance(one, Binding) for one in value)
    }


def keys_of(bindings: Iterable[Binding]) -> list[str]:
    """Give all keys of a group: a binding may have several."""
    return [key.strip() for binding in bindings for key in binding.key.split(",")]


def twice(words: Iterable[str]) -> set[str]:
    """Find what is there more than once."""
    return {word for word, times in Counter(words).items() if times > 1}


def unexplained(bindings: Sequence[Binding]) -> set[str]:
    """Find bindings without id, description or tooltip."""
    return {one.key for one in bindings if not (one.id and one.description and one.tooltip)}


def bound_elsewhere(body: ast.AST) -> list[int]:
    """Give the lines outside the page that make up bindings of their own."""
    return list(_bound(body))


def _bound(body: ast.AST) -> Iterator[int]:
    for node in ast.walk(body):
        if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] == "Binding":
            yield node.lineno
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named = any(dotted(target) == "BINDINGS" for target in targets)
            literals = (one for one in ast.walk(node.value) if isinstance(one, ast.Constant))
            if named and any(isinstance(one.value, str) for one in literals):
                yield node.lineno


def test_the_page_has_groups_of_keys() -> None:
    assert groups(), f"{PAGE} has no list of bindings"


def test_ids_are_unique() -> None:
    known = {id(one): one for bindings in groups().values() for one in bindings}

    assert set() == twice(str(one.id) for one in known.values())


def test_every_key_is_named_described_and_explained() -> None:
    assert {} == {
        name: missing for name, group in groups().items() if (missing := unexplained(group))
    }


def test_no_key_is_twice_in_a_group() -> None:
    assert {} == {
        name: again for name, group in groups().items() if (again := twice(keys_of(group)))
    }


@pytest.mark.parametrize("names", TOGETHER, ids="+".join)
def test_no_key_means_two_things_in_one_room(names: tuple[str, ...]) -> None:
    page = groups()
    missing = set(names) - set(page)

    assert set() == missing, f"{PAGE} has no such group: mend TOGETHER"
    assert set() == twice(key for name in names for key in keys_of(page[name]))


def test_no_key_is_one_that_terminals_keep() -> None:
    bound = {key for group in groups().values() for key in keys_of(group)}

    assert set() == bound & RESERVED


def test_help_shows_every_group() -> None:
    rooms = import_module("tui.keys").ROOMS
    shown_ids = {one.id for _, bindings in rooms for one in bindings}

    assert {one.id for group in groups().values() for one in group} == shown_ids


def test_keys_are_bound_on_their_page_only() -> None:
    others = [path for path in files("tui") if place(path) != PAGE]

    assert {} == (found := findings(others, bound_elsewhere)), listing(found)


def test_readme_shows_the_keys_that_are() -> None:
    there = shown(README.read_text("utf-8"))
    renew = "python -m tests.house.key_table --write"

    assert there is not None, f"README.md has no table between {BEGIN} and {END}; then: {renew}"
    assert table(import_module("tui.keys").ROOMS) == there, f"the table is stale: {renew}"


def test_a_planted_fault_is_found() -> None:
    named = Binding("a,b", "x", "Word", tooltip="Sentence.", id="room.x")
    bare = Binding("b", "y", "Word")

    assert {"b"} == twice(keys_of([named, bare]))
    assert {"b"} == unexplained([named, bare])
    assert [1] == bound_elsewhere(ast.parse("x = Binding('a', 'b')"))
    assert [1] == bound_elsewhere(ast.parse("BINDINGS = [('q', 'quit', 'Quit')]"))
    assert [] == bound_elsewhere(ast.parse("BINDINGS = [*GRID, *HOUSE]"))


def test_the_table_names_keys_as_they_stand_on_a_keyboard() -> None:
    row = Binding("less_than_sign,ctrl+p,f1", "x", "Word", tooltip="Sentence.", id="room.x")
    lines = table([("Room", [row, row])])

    assert lines.endswith(
        "| Room | `<` `Ctrl+P` `F1` | Sentence. |\n|  | `<` `Ctrl+P` `F1` | Sentence. |"
    )
    assert ["PgDn", "?"] == [face("pagedown"), face("question_mark")]
    assert "new" == shown(renewed(f"a {BEGIN} old {END} z", "new"))
    assert shown("no marks") is None
