"""Runs commands as a person does, and as another program does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tui.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests/samples"
PROGRAM = [sys.executable, "-P", "-m", "tui.cli"]
NOW = "2026-11-20T20:14:00Z"


def recording(name: str = "healthy-fanout") -> str:
    """Give the Claude home of a recording."""
    return str(SAMPLES / name / "home/.claude")


def said(
    capsys: pytest.CaptureFixture[str], *argv: str, within: Callable[[list[str]], int] = run
) -> tuple[int, str, str]:
    """Run a command in this process; give its exit code and what it said on both streams."""
    code = within([*argv])
    out, err = capsys.readouterr()
    return code, out, err


def told(
    *argv: str, stdout: IO[bytes] | int = subprocess.PIPE, **environ: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own, without a terminal."""
    return subprocess.run(
        [*PROGRAM, *argv],
        env=surroundings(**environ),
        stdout=stdout,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        timeout=30,
        check=False,
    )


def surroundings(**environ: str) -> dict[str, str]:
    """Give the environment of a process: the test's own, and what is asked for."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **environ}


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Give everything below a folder, with sizes and times."""
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
    }
