"""No empty words in names: a name that could stand on anything says nothing."""

from __future__ import annotations

import ast
import re
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.house.source import ALL, files, findings, listing, module, place

if TYPE_CHECKING:
    from collections.abc import Iterator

EVERY = files(*ALL)
EMPTY = {"common", "data", "helper", "info", "job", "manager", "misc", "util", "worker"}
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
THEIRS = {"records.py", "documents.py"}
"""Fields in these files have the names that other programs gave them."""


def parts(name: str) -> set[str]:
    """Split snake and camel case into words, in the singular.

    >>> sorted(parts("load_userData"))
    ['data', 'load', 'user']
    >>> sorted(parts("HTTPHelpers"))
    ['helper', 'http']
    """
    words = {word.lower() for word in PART.findall(name)}
    return {word.removesuffix("s") if word not in EMPTY else word for word in words}


def defined(body: ast.AST, *, theirs: bool) -> Iterator[tuple[str, int]]:
    """Give every name that a file makes up itself, with its line."""
    foreign = set(_fields(body)) if theirs else set()
    for node in ast.walk(body):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            if node not in foreign:
                yield node.id, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if isinstance(node.value, ast.Name) and node.value.id == "self":
                yield node.attr, node.lineno
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname, node.lineno
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name, node.lineno


def _fields(body: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(body):
        if isinstance(node, ast.ClassDef):
            yield from (line.target for line in node.body if isinstance(line, ast.AnnAssign))


def empty_names(body: ast.AST, *, theirs: bool = False) -> set[str]:
    """Find the names that hold an empty word."""
    found = defined(body, theirs=theirs)
    return {f"{name}, line {line}" for name, line in found if parts(name) & EMPTY}


def test_names_say_something() -> None:
    ours = [path for path in EVERY if path.name not in THEIRS]
    mirrors = [path for path in EVERY if path.name in THEIRS]

    assert {} == (found := findings(ours, empty_names)), listing(found)
    assert {} == (found := findings(mirrors, partial(empty_names, theirs=True))), listing(found)


def test_names_of_files_say_something() -> None:
    places = [module(place(path)) for path in EVERY]

    assert [] == [where for where in places if any(parts(p) & EMPTY for p in where.split("."))]


@pytest.mark.parametrize(
    "text",
    [
        "class FleetManager: ...",
        "def load_data(): ...",
        "def f(info): ...",
        "def f(*, user_info=1): ...",
        "workers = 3",
        "for job in x: pass",
        "self.helper = 1",
        "import x as util",
        "with x as misc_thing: pass",
        "async def f():\n commonPart = 1",
        "try:\n pass\nexcept OSError as data: pass",
        "[data for data in x]",
        "lambda data: 1",
    ],
)
def test_a_planted_empty_word_is_found(text: str) -> None:
    assert set() != empty_names(ast.parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "x.data_bind(frame=1)",
        "from textual.worker import Worker",
        "event.worker.cancel()",
        "import importlib.metadata",
        "database = information = 1",
    ],
)
def test_words_of_others_are_theirs(text: str) -> None:
    assert set() == empty_names(ast.parse(text))


def test_fields_of_others_keep_their_names() -> None:
    body = ast.parse("class Line:\n data: str = ''")

    assert set() == empty_names(body, theirs=True)
    assert set() != empty_names(body)
