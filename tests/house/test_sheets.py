"""A sheet dresses one class, with the colours of the theme; no style hides in Python."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest
from textual.color import Color, ColorParseError

from tests.house.sheets import read
from tests.house.source import ROOT, dotted, files, findings, listing, place, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APP = "Tui"
SHEETS = tuple(sorted((ROOT / "styles").rglob("*.tcss")))
CODE = files("tui")
THEME = "tui/theme.py"
NO_HUE = {"transparent", "auto", "initial"}
HUED = re.compile(r"color|background|tint|border|outline|hatch")
HEX = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
UNHUED = {"#000000", "#ffffff"}
"""Black and white mean contrast."""
INLINE = {"CSS", "DEFAULT_CSS", "INLINE_CSS"}


def dressed_by(sheet: str) -> set[str]:
    """Name the class that a sheet of that name dresses: `agent_grid` is AgentGrid's."""
    name = "".join(word.capitalize() for word in sheet.split("_"))
    return {name, name.removesuffix("s")}


def strangers(sheet: str, text: str) -> set[str]:
    """Find the outermost selectors of another sheet: one dresses a class, or the app."""
    selectors, own = set(read(text).selectors), dressed_by(sheet)
    outside = {selector for selector in selectors if not _is_rooted(selector, own)}
    in_app = {selector for selector in selectors if _is_rooted(selector, {APP})}
    return set() if in_app == selectors else outside


def _is_rooted(selector: str, own: set[str]) -> bool:
    types = [re.match(r"[A-Z]\w*", link) for link in re.split(r"[\s>]+", selector)]
    names = [found.group() if found else "" for found in types]
    return names[0] in own or (names[0] == APP and bool(own & {*names[1:2]}))


def literals(text: str) -> set[str]:
    """Find the declarations that say a hue instead of a meaning."""
    return {
        f"{name}: {value}"
        for name, value in read(text).declarations
        if any(map(_is_hue, re.findall(r"\w+\([^)]*\)|[^\s,]+", value)))
    }


def _is_hue(word: str) -> bool:
    if word in NO_HUE:
        return False
    try:
        Color.parse(word)
    except ColorParseError:
        return False
    return True


def styled(body: ast.AST) -> list[str]:
    """Find style in Python: inline sheets, colours set by hand, hues as text."""
    return list(_styled(body))


def _styled(body: ast.AST) -> Iterator[str]:
    for node in ast.walk(body):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (name for name in map(dotted, targets) if _is_style(name))
        elif isinstance(node, ast.Call):
            yield from _called(node)
        elif isinstance(node, ast.Constant) and HEX.fullmatch(str(node.value)):
            yield from {str(node.value)} - UNHUED


def _called(node: ast.Call) -> Iterator[str]:
    name = dotted(node.func)
    if name.endswith((".set_styles", ".styles.merge", ".styles.parse")):
        yield name
    first = node.args[0] if node.args else None
    if name.endswith(".styles.animate") and isinstance(first, ast.Constant):
        yield from [f"{name} {first.value!r}"] * bool(HUED.search(str(first.value)))
    if name == "setattr" and node.args and dotted(node.args[0]).endswith("styles"):
        yield "setattr styles"


def _is_style(name: str) -> bool:
    *path, last = name.split(".")
    return (not path and last in INLINE) or ("styles" in path and bool(HUED.search(last)))


@pytest.mark.parametrize("path", SHEETS, ids=place)
def test_a_sheet_dresses_one_class(path: Path) -> None:
    text = path.read_text("utf-8")
    bodies = (node for code in CODE for node in tree(code).body)
    classes = {node.name for node in bodies if isinstance(node, ast.ClassDef)}
    roots = {re.split(r"\W", selector)[0] for selector in read(text).selectors}

    assert set() == strangers(path.stem, text)
    assert set() == roots - classes, "no class of that name in tui"


@pytest.mark.parametrize("path", SHEETS, ids=place)
def test_a_sheet_says_what_a_colour_means(path: Path) -> None:
    assert set() == literals(path.read_text("utf-8")), "values live in tui/theme.py"


def test_no_style_hides_in_python() -> None:
    assert {} == (found := findings([path for path in CODE if place(path) != THEME], styled)), (
        listing(found)
    )


@pytest.mark.parametrize(
    "text",
    [
        "Label { width: 1; }",
        "AgentGrid { & { width: 1 } }\n.-hidden { display: none }",
        "AgentGrid, Label { width: 1 }",
        "#grid { width: 1 }",
        "Tui Label { width: 1 } AgentGrid { width: 1 }",
        "Tui { width: 1 } AgentGrid { width: 1 }",
    ],
)
def test_a_planted_stranger_is_found(text: str) -> None:
    assert set() != strangers("agent_grid", text)


@pytest.mark.parametrize(
    "text",
    [
        "/* Label { } */ AgentGrid { Label { width: 1 } }",
        "AgentGrid.-narrow:focus > Label { width: 1 }",
        "Tui.-ascii AgentGrid { width: 1 } AgentGrid { width: 1 }",
        "Tui { .tone--quiet { color: $quiet } }",
        "# Label {}\nAgentGrid { &:hover { width: 1 } }",
    ],
)
def test_what_is_rooted_is_at_home(text: str) -> None:
    assert set() == strangers("agent_grid", text)


@pytest.mark.parametrize(
    "declaration",
    ["color: #f00", "color: red", "border: round rgb(1, 2, 3)", "background: ansi_blue 30%"],
)
def test_a_planted_hue_is_found(declaration: str) -> None:
    assert set() != literals(f"X {{ & Label {{ width: 1; {declaration}; }} }}")
    assert set() != literals(f"X {{ {declaration} }}")


def test_a_meaning_is_no_hue() -> None:
    meant = "color: $stalled 80%; background: transparent; border: round $primary; width: 1fr;"

    assert set() == literals(f"X {{ {meant} &:hover {{ dock: left; color: auto 87% }} }}")


@pytest.mark.parametrize(
    "line",
    [
        "self.styles.color = x",
        "self.query_one(X).styles.border_top = y",
        "widget.styles.scrollbar_color_hover: str = y",
        "class X(Y):\n DEFAULT_CSS = ''",
        "class X(Y):\n CSS: ClassVar[str] = ''",
        "self.set_styles('color: x')",
        "self.styles.animate('background', x)",
        "setattr(self.styles, name, x)",
        "Style(color='#ff0000')",
    ],
)
def test_a_planted_style_is_found(line: str) -> None:
    assert [] != styled(ast.parse(line))


@pytest.mark.parametrize(
    "line", ["self.styles.height = 3", "CSS_PATH = SHEETS", "self.styles.animate('offset', x)"]
)
def test_space_may_be_set_at_run_time(line: str) -> None:
    assert [] == styled(ast.parse(line))
