"""The pretended API as a process, on a port of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[4]
PROGRAM = ROOT / "core/programs/rehearsal_api.py"
PATIENCE = 20.0


@contextmanager
def serving(*words: str) -> Iterator[str]:
    """Start it, and give its address."""
    with tempfile.TemporaryDirectory() as folder:
        door = Path(folder) / "door"
        api = subprocess.Popen(
            [sys.executable, "-P", str(PROGRAM), "--door", str(door), *words],
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
        )
        try:
            end = time.perf_counter() + PATIENCE
            while not (door.exists() and door.read_text()):
                assert api.poll() is None, "the rehearsal API did not begin"
                assert time.perf_counter() < end
            yield f"http://127.0.0.1:{door.read_text()}"
        finally:
            api.terminate()
            api.wait(PATIENCE)
