"""The plan of the house: which room opens into which, and which lines may step outside."""

from __future__ import annotations

import ast
import sys
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import pytest

from tests.house import doors
from tests.house.source import HOUSE, dotted, files, listing, module, place, tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FILES = files(*HOUSE)
MODULES = {module(place(path)) for path in FILES}
IMPORTERS = {"import_module", "__import__"}


def room_of(name: str) -> str:
    """Name the room that a module of ours is in; a guest is its own top-level package."""
    top, *rest = name.split(".")
    return ".".join((top, *rest[:1])) if top in {"core", "tui"} else top


def imports(body: ast.AST) -> Iterator[str]:
    """Name every module that is imported: deferred, for types only, or by a string."""
    for node in ast.walk(body):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            for alias in node.names:
                whole = f"{origin}.{alias.name}"
                yield whole if origin in {"core", "tui"} or whole in MODULES else origin
        elif isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] in IMPORTERS:
            named = node.args[0] if node.args else None
            yield str(named.value) if isinstance(named, ast.Constant) else "<a computed name>"


def matches(where: str, patterns: Iterable[str]) -> bool:
    """Tell whether a file is one of those; a star stays within its folder."""
    return any(
        fnmatchcase(where, pattern) and where.count("/") == pattern.count("/")
        for pattern in patterns
    )


def is_open(where: str, wanted: str) -> bool:
    """Tell whether the plan has a door from a file to a module."""
    own, room = room_of(module(where)), room_of(wanted)
    if room == "core.programs":
        return False
    if room in doors.GUESTS:
        return matches(where, doors.GUESTS[room])
    if room in sys.stdlib_module_names:
        return own != "core.model" or room in doors.THINKING
    if room == own:
        return own not in doors.ALONE or wanted in doors.BRUSHES
    at_assembly = matches(where, doors.ASSEMBLY) and room in doors.CORE
    return at_assembly or room in doors.DOORS.get(own, set())


def closed_doors(where: str, body: ast.AST) -> set[str]:
    """Name the imports for which the plan has no door."""
    return {wanted for wanted in imports(body) if not is_open(where, wanted)}


def steps_outside(where: str, body: ast.AST) -> set[str]:
    """Name what a file imports or calls to touch the world."""
    calls = (dotted(node.func) for node in ast.walk(body) if isinstance(node, ast.Call))
    touched = {name for name in calls if _verb(where, name) in doors.TOUCHES}
    allowed = doors.ARITHMETIC.get(where, set())
    wanted = {name for name in imports(body) if name not in allowed}
    return touched | {name for name in wanted if name.split(".")[0] in doors.OUTSIDE}


def _verb(where: str, name: str) -> str:
    """Name what a call does; a class may open itself, and a room of the TUI its widgets."""
    *path, verb = name.split(".")
    is_own = path == ["self"] or (where.startswith("tui/") and path[:1] == ["self"])
    return "" if is_own and verb in {"open", "touch"} else verb


@pytest.mark.parametrize("path", FILES, ids=place)
def test_a_room_opens_only_its_own_doors(path: Path) -> None:
    where = place(path)

    assert room_of(module(where)) in doors.DOORS, "no such room on the plan"
    assert set() == closed_doors(where, tree(path)), "no such door, see tests/house/doors.py"


def test_only_the_rim_steps_outside() -> None:
    inner = [path for path in FILES if not matches(place(path), doors.STEP_OUTSIDE)]
    steps = {place(path): steps_outside(place(path), tree(path)) for path in inner}

    assert {} == (found := {where: what for where, what in steps.items() if what}), listing(found)


def test_every_door_of_the_plan_leads_to_a_room_of_the_plan() -> None:
    known = set(doors.DOORS)

    assert set() == set().union(*doors.DOORS.values()) - known
    assert set() == doors.CORE - known


def test_no_subject_has_a_door_to_another() -> None:
    for subject in doors.SUBJECTS:
        assert set() == doors.DOORS[subject] & (doors.SUBJECTS - {subject})


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("core/model/agent.py", "import pydantic"),
        ("core/model/agent.py", "import json"),
        ("core/model/agent.py", "from core.clock import Clock"),
        ("core/fleet/fold.py", "import tui"),
        ("core/fleet/fold.py", "from textual.app import App"),
        ("core/usage/scan.py", "import rich.text"),
        ("core/usage/scan.py", "from core.transcripts import records"),
        ("core/usage/scan.py", "if TYPE_CHECKING:\n from core.transcripts.read import Heard"),
        ("core/usage/scan.py", "def late():\n from core import transcripts"),
        ("core/usage/act.py", "from core.programs.ingest import main"),
        ("core/programs/probe.py", "from core.programs import ingest"),
        ("core/diagnosis/state.py", "import msgspec"),
        ("core/fleet/fold.py", "from core.settings.hot import Settings"),
        ("core/fleet/fold.py", "import importlib\nimportlib.import_module('tui.app')"),
        ("core/fleet/fold.py", "import importlib\nimportlib.import_module(name)"),
        ("core/usage/scan.py", "import numpy"),
        ("tui/present/agents.py", "from core.transcripts.read import hear"),
        ("tui/present/agents.py", "from tui.widgets.why import Why"),
        ("tui/present/agents.py", "from textual.content import Content"),
        ("tui/twins/plain.py", "import textual"),
        ("tui/widgets/why.py", "from tui.widgets.notices import Notices"),
        ("tui/widgets/why.py", "from tui.screens.dashboard import Dashboard"),
        ("tui/screens/dashboard.py", "from core.fleet.observer import Observer"),
        ("styles/__init__.py", "import core.model.agent"),
    ],
)
def test_a_planted_door_is_found(where: str, line: str) -> None:
    assert set() != closed_doors(where, ast.parse(line))


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("core/usage/records.py", "import msgspec"),
        ("core/usage/scan.py", "from core.usage.records import answer"),
        ("core/fleet/assemble.py", "from core.settings.hot import Settings"),
        ("core/fleet/observer.py", "from core.diagnosis.state import judge"),
        ("tui/cli.py", "def late():\n from core.usage.store import Index"),
        ("tui/widgets/why.py", "from tui.present.agents import row"),
        ("tui/widgets/why.py", "from tui.widgets.paint import Brush"),
        ("tui/screens/dashboard.py", "from tui.widgets.why import Why"),
    ],
)
def test_a_planned_door_is_open(where: str, line: str) -> None:
    assert set() == closed_doors(where, ast.parse(line))


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("core/fleet/fold.py", "import subprocess"),
        ("core/fleet/fold.py", "from os import environ"),
        ("core/fleet/fold.py", "def late():\n import sqlite3"),
        ("core/fleet/fold.py", "path.read_text()"),
        ("core/fleet/fold.py", "open('x')"),
        ("core/fleet/fold.py", "self._path.open()"),
        ("tui/screens/dashboard.py", "path.open()"),
        ("core/fleet/fold.py", "await_ = asyncio.to_thread(f)"),
        ("core/places.py", "import os"),
        ("core/places.py", "import os.path\nos.path.exists('x')"),
        ("tui/present/times.py", "import time"),
        ("tui/app.py", "from pathlib import Path\nPath('x').mkdir()"),
    ],
)
def test_a_planted_step_outside_is_found(where: str, line: str) -> None:
    assert set() != steps_outside(where, ast.parse(line))
    assert not matches(where, doors.STEP_OUTSIDE)


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("core/places.py", "import os.path\nos.path.join('a', 'b')"),
        ("tui/widgets/agent_grid.py", "self.open()"),
        ("tui/screens/dashboard.py", "self.grid.open()"),
        ("tui/present/times.py", "from datetime import datetime, time"),
    ],
)
def test_thinking_is_no_step_outside(where: str, line: str) -> None:
    assert set() == steps_outside(where, ast.parse(line))
