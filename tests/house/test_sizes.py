"""Rooms stay small: lines, functions, files and names are counted, and so are the exceptions."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from tests.house.source import (
    ALL,
    HOUSE,
    ROOT,
    dotted,
    files,
    findings,
    functions,
    listing,
    place,
    tree,
)

FILE_LINES = 300
FUNCTION_LINES = 40
FOLDER_FILES = 9
PUBLIC_NAMES = 5

OWN = files(*HOUSE)
EVERY = files(*ALL)
CODE = [path for path in EVERY if path.name != "__init__.py"]
CROWDED = {"core/model", "tui/commands", "tui/widgets"}
"""Folders where one file is one small thing, so that many files are no crowd."""
PAGES = {"tui/keys.py", "tui/theme.py"}
"""One page each for all keys and all colours."""
LAST_RESORT = ("tui/cli.py", "core/programs/")
"""Where a process begins, the unexpected may be caught, to end it in a sentence."""
SHEETS = ROOT / "styles/__init__.py"
"""The one package that holds something: where its sheets lie."""
SENTENCE = re.compile(r"[^\n]*[.!?]\n?(?:\n|$)")


def long_functions(body: ast.AST) -> set[str]:
    """Name the functions that are too long to be seen at once."""
    return {
        f"{node.name}: {length} lines"
        for node in functions(body)
        if (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    }


def public_names(body: ast.Module) -> list[str]:
    """Name the functions and classes that a file offers; constants are free."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = [node.name for node in body.body if isinstance(node, kinds)]
    return [name for name in names if not name.startswith("_")]


def too_many_names(body: ast.Module) -> list[str]:
    """Give the public names of a file if they are more than one has in mind at once."""
    names = public_names(body)
    return names if len(names) > PUBLIC_NAMES else []


def beyond_docstring(body: ast.Module) -> list[str]:
    """Give the lines of a package that are no docstring."""
    return [ast.unparse(line) for line in body.body[ast.get_docstring(body) is not None :]]


def says_what_it_is(body: ast.Module) -> bool:
    """Tell whether the first line of a file is a sentence about it."""
    return bool(SENTENCE.match(ast.get_docstring(body) or ""))


def relative_imports(body: ast.AST) -> set[int]:
    """Give the lines that import by position instead of by name."""
    return {
        node.lineno for node in ast.walk(body) if isinstance(node, ast.ImportFrom) and node.level
    }


def broad_catches(body: ast.AST) -> set[int]:
    """Give the lines that catch what nobody expected, and do not raise it again."""
    found = set()
    for node in ast.walk(body):
        if isinstance(node, ast.ExceptHandler) and ast.unparse(node.body[-1]) != "raise":
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        elif isinstance(node, ast.Call) and dotted(node.func).endswith("suppress"):
            caught = [*node.args]
        else:
            continue
        broad = {"Exception", "BaseException"}
        if any(each is None or dotted(each).split(".")[-1] in broad for each in caught):
            found.add(node.lineno)
    return found


def test_a_file_fits_in_one_head() -> None:
    lengths = {place(path): len(path.read_text("utf-8").splitlines()) for path in EVERY}

    assert {} == {where: lines for where, lines in lengths.items() if lines > FILE_LINES}


def test_a_function_is_seen_at_once() -> None:
    assert {} == (found := findings(EVERY, long_functions)), listing(found)


def test_a_folder_holds_few_files() -> None:
    crowd = Counter(place(path.parent) for path in OWN if path.name != "__init__.py")
    crowded = {folder: n for folder, n in crowd.items() if n > FOLDER_FILES}

    assert {} == {folder: n for folder, n in crowded.items() if folder not in CROWDED}


def test_a_file_offers_few_names() -> None:
    excepted = {"records.py", "documents.py"}
    bound = [
        path
        for path in OWN
        if path.name not in excepted
        and place(path) not in PAGES
        and place(path.parent) not in CROWDED
    ]

    assert {} == (found := findings(bound, too_many_names)), listing(found)


def test_a_file_begins_with_a_sentence_about_itself() -> None:
    assert [] == [place(path) for path in CODE if not says_what_it_is(tree(path))]


def test_a_package_is_a_docstring_or_nothing() -> None:
    packages = [path for path in OWN if path.name == "__init__.py" and path != SHEETS]

    assert {} == (found := findings(packages, beyond_docstring)), listing(found)


def test_an_import_names_the_room_it_comes_from() -> None:
    assert {} == (found := findings(EVERY, relative_imports)), listing(found)


def test_trouble_is_caught_by_name() -> None:
    bound = [path for path in EVERY if not place(path).startswith(LAST_RESORT)]

    assert {} == (found := findings(bound, broad_catches)), listing(found)


@pytest.mark.parametrize(
    "text",
    [
        "try:\n pass\nexcept Exception:\n pass",
        "try:\n pass\nexcept:\n pass",
        "try:\n pass\nexcept (OSError, BaseException):\n pass",
        "with contextlib.suppress(Exception):\n pass",
    ],
)
def test_a_planted_broad_catch_is_found(text: str) -> None:
    assert set() != broad_catches(ast.parse(text))


def test_to_tidy_up_and_raise_again_is_no_catch() -> None:
    text = "try:\n pass\nexcept BaseException:\n undo()\n raise"

    assert set() == broad_catches(ast.parse(text))


def test_a_planted_excess_is_found() -> None:
    long = ast.parse("def f():\n" + " x = 1\n" * FUNCTION_LINES)
    names = ast.parse("class A: ...\ndef b(): ...\nasync def c(): ...\ndef _d(): ...")

    assert {f"f: {FUNCTION_LINES + 1} lines"} == long_functions(long)
    assert ["A", "b", "c"] == public_names(names)
    assert {1} == relative_imports(ast.parse("from . import a"))
    assert not says_what_it_is(ast.parse('"""No sentence"""'))
    assert not says_what_it_is(ast.parse('"""A sentence that does not\n\nend in its line."""'))
    assert not says_what_it_is(ast.parse("x = 1"))
