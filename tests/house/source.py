"""Our own files, read as syntax trees: what the tests of the plan look at."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

ROOT = Path(__file__).parents[2]
HOUSE = ("core", "tui", "styles")
ALL = (*HOUSE, "tests", "screenshots")


@cache
def files(*tops: str) -> tuple[Path, ...]:
    """List the Python files below these top folders; recordings are nobody's code."""
    found = sorted(path for top in tops for path in (ROOT / top).rglob("*.py"))
    return tuple(path for path in found if "samples" not in path.parts)


def place(path: Path) -> str:
    """Say where in the house a file is."""
    return path.relative_to(ROOT).as_posix()


def module(where: str) -> str:
    """Name the module that a place in the house is."""
    return where.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def tree(path: Path) -> ast.Module:
    """Parse a file once, however many tests ask."""
    return ast.parse(path.read_text("utf-8"))


def findings(
    paths: Iterable[Path], find: Callable[[ast.Module], Collection[object]]
) -> dict[str, Collection[object]]:
    """Say what was found where, and nothing of files where nothing was."""
    found = {place(path): find(tree(path)) for path in paths}
    return {where: what for where, what in found.items() if what}


def listing(found: Mapping[str, Collection[object]]) -> str:
    """Lay findings out, a line a file, because pytest shortens what it compares."""
    lines = (f"{where}: {', '.join(map(str, what))}" for where, what in found.items())
    return "\n".join(("", *lines, ""))


def functions(body: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Find every function and method, nested ones too."""
    for node in ast.walk(body):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def dotted(node: ast.AST) -> str:
    """Spell `a.b.c`; a link that is no name is spelt `?`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"
