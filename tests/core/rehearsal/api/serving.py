"""The pretended API as a process, on a port of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.clock import SystemClock
from core.course.records import course_text
from core.course.watch import NAMED
from core.model.course import Course

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[4]
PROGRAM = ROOT / "core/programs/rehearsal_api.py"
PATIENCE = 20.0


@contextmanager
def serving(*words: str, speed: float = 1.0) -> Iterator[str]:
    """Start it, and give its address."""
    with tempfile.TemporaryDirectory() as folder:
        door, course = Path(folder) / "door", Path(folder) / "clock.json"
        course.write_bytes(course_text(Course(since=SystemClock().boottime(), speed=speed)))
        api = subprocess.Popen(
            [sys.executable, "-P", str(PROGRAM), "--door", str(door), *words],
            env={"PYTHONPATH": str(ROOT), "PATH": "", NAMED: str(course)},
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
