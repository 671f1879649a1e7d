"""No slow guest before the first paint or in a hot door; core without any screen.

Asked of `sys.modules` in processes of their own, never of a stopwatch.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.house.source import HOUSE, ROOT, files, module, place

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = ROOT / "tests/samples/healthy-fanout/home/.claude"
SLOW = {
    *("anthropic", "dbos", "git", "psutil", "pydantic", "pydantic_settings", "sqlalchemy"),
    *("starlette", "structlog", "tomlkit", "typer"),
}
SCREEN = {"rich", "styles", "textual", "tui"}
AT_THEIR_DOORS = {
    *("core/settings/records.py", "core/log.py", "core/runs/records.py", "core/runs/plan.py"),
    *("core/engine/carrier.py", "core/handoffs/documents.py"),
    "core/handoffs/registry/documents.py",
    *(f"core/runs/authoring/{name}.py" for name in ("tasks", "table", "text", "issues")),
}
"""Where slow guests are let in; nobody opens these before the first paint."""
CORE = [
    module(place(path))
    for path in files("core")
    if "programs" not in path.parts and place(path) not in AT_THEIR_DOORS
]

IMPORT = """
import importlib, json, sys
at_start = set(sys.modules)
sys.path.insert(0, {root!r})
for name in {names!r}:
    importlib.import_module(name)
print(json.dumps(sorted(set(sys.modules) - at_start)))
"""
OPEN = """
import json, os, sys
at_start = set(sys.modules)
sys.path.insert(0, {root!r})
sys.argv = ["groundstop", *{argv!r}]

def leave(code):
    raise SystemExit(code)

os._exit = leave
code = 0
try:
    from tui.cli import main
    code = main()
except SystemExit as ended:
    code = ended.code
finally:
    sys.stdout.flush()
    seen = sorted(set(sys.modules) - at_start)
    with open({report!r}, "w") as report:
        report.write(json.dumps([code or 0, seen]))
"""


def python(text: str) -> subprocess.CompletedProcess[str]:
    """Run a text as groundstop runs its own programs: nothing of the user's on the path."""
    return subprocess.run(
        [sys.executable, "-E", "-P", "-W", "error", "-c", text],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def imported(*names: str) -> set[str]:
    """Say which top-level packages are loaded once these modules are."""
    run = python(IMPORT.format(root=str(ROOT), names=names))

    assert 0 == run.returncode, run.stderr
    return {name.split(".")[0] for name in json.loads(run.stdout)}


def opened(report: Path, *argv: str) -> tuple[str, set[str]]:
    """Run a command to its end; give what it printed and which top-level packages it loaded."""
    run = python(OPEN.format(root=str(ROOT), argv=argv, report=str(report)))

    assert 0 == run.returncode, run.stderr
    code, seen = json.loads(report.read_text())
    assert 0 == code, run.stderr
    return run.stdout, {name.split(".")[0] for name in seen}


def guests(seen: set[str]) -> set[str]:
    """Keep what is neither ours nor the standard library's."""
    return {name for name in seen - sys.stdlib_module_names - set(HOUSE) if name[0] != "_"}


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(SAMPLE))
    return tmp_path / "modules.json"


def test_core_needs_no_screen() -> None:
    assert set() == imported(*CORE) & SCREEN


def test_core_needs_no_slow_guest() -> None:
    assert set() == imported(*CORE) & SLOW


def test_nouns_need_nobody() -> None:
    assert set() == guests(imported(*(name for name in CORE if name.startswith("core.model"))))


def test_words_need_no_screen() -> None:
    words = [module(place(path)) for path in files("tui") if "present" in path.parts]

    assert set() == guests(imported(*words))


def test_the_screen_starts_without_slow_guests() -> None:
    seen = imported("tui.cli", "tui.app")

    assert "textual" in seen
    assert set() == seen & SLOW


def test_the_dashboard_opens_without_slow_guests() -> None:
    seen = imported("tui.cli", "tui.commands.hot", "tui.commands.watch")

    assert "textual" in seen
    assert set() == seen & SLOW


@pytest.mark.parametrize("argv", [("--version",), ("status", "--json"), ("usage", "--json")])
def test_a_hot_door_opens_without_slow_guests(report: Path, argv: tuple[str, ...]) -> None:
    printed, seen = opened(report, *argv)

    assert printed
    assert set() == seen & (SLOW | {"rich", "textual"})


def test_the_status_line_needs_the_standard_library_alone(report: Path) -> None:
    opened(report, "status", "--json")
    printed, seen = opened(report, "status", "--line")

    assert 1 == len(printed.splitlines())
    assert set() == guests(seen)
    assert "asyncio" not in seen


def test_a_planted_guest_is_found() -> None:
    seen = imported("textual.app", "sqlite3")

    assert {"rich", "textual"} <= guests(seen)
    assert "sqlite3" not in guests(seen)
