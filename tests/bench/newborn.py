"""Subagents in brand-new folders: whether every one is found, and how soon."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from core.clock import SystemClock
from core.fleet.follow import Follower
from core.model.events import Heard
from core.model.frame import Scope
from core.model.where import ClaudeHome, Where
from core.projects.watch import Changes
from tests.bench.live import percentile
from tests.bench.pairs import row

if TYPE_CHECKING:
    from collections.abc import Iterator

BORN = 200
P99_ABOVE_MS = 100.0
SETTLE_S, PATIENCE_S = 1.0, 5.0
MOTHER = """
import json, os, sys, time, threading
pause, projects = threading.Event(), sys.argv[1]
for number in range(int(sys.argv[2])):
    pause.wait(0.02)
    session = f"{number:08x}-0000-4000-8000-000000000000"
    folder = f"{projects}/-home-dev-new/{session}/subagents"
    line = {"type": "user", "sessionId": session, "timestamp": "2026-11-20T12:00:00Z",
            "message": {"role": "user", "content": "begin"}}
    os.makedirs(folder)
    path = f"{folder}/agent-a{number:016x}.jsonl"
    at = time.perf_counter()
    with open(path, "w") as file:
        file.write(json.dumps(line) + chr(10))
    print(json.dumps([path, at]), flush=True)
"""


class Ear(threading.Thread):
    """Follows a home as the dashboard does; notes when each transcript was first heard."""

    def __init__(self, home: Path) -> None:
        super().__init__(daemon=True)
        where = Where(home=ClaudeHome(str(home)), cache="", mark="bench")
        self.changes = Changes(where.home.projects)
        self.heard: dict[str, float] = {}
        self._follower = Follower(where, Scope(), SystemClock())

    def run(self) -> None:
        """Listen until the changes are stopped."""
        for event in self._follower.begin():
            self._note(event)
        for batch in self.changes.batches():
            for event in self._follower.go_on(batch):
                self._note(event)

    def _note(self, event: object) -> None:
        now = time.perf_counter()
        if isinstance(event, Heard):
            for one in event.transcripts:
                if one.signs.began_at is not None:
                    self.heard.setdefault(one.path, now)


def found() -> Iterator[str]:
    """Let 200 subagents be born: directory, file, one line, and nothing after that.

    Measured where the terminal's chain begins, at the follower: a screen cannot show all of them.
    """
    with tempfile.TemporaryDirectory(prefix="groundstop-born-") as folder:
        projects = Path(folder, "projects")
        Path(projects, "-home-dev-new").mkdir(parents=True)
        ear = Ear(Path(folder))
        ear.start()
        threading.Event().wait(SETTLE_S)
        born, floor = _bear(str(projects))
        end = time.perf_counter() + PATIENCE_S
        while len(ear.heard) < len(born) and time.perf_counter() < end:
            threading.Event().wait(0.02)
        ear.changes.stop()
        ear.join()
    delays = sorted(ear.heard[path] - at for path, at in born.items() if path in ear.heard)
    right = len(delays) == BORN
    p99, base = percentile(delays, 0.99), percentile(sorted(floor), 0.99)
    name = f"{len(delays)} of {BORN} new subagents found: p99 over the pipe's"
    yield row(name, f"{p99:.0f} ms", f"{base:.1f} ms", p99 - base, P99_ABOVE_MS, right=right)


def _bear(projects: str) -> tuple[dict[str, float], list[float]]:
    """Write them from another process; what it says through its pipe is the floor."""
    born: dict[str, float] = {}
    floor: list[float] = []
    args = [sys.executable, "-E", "-c", MOTHER, projects, str(BORN)]
    with subprocess.Popen(args, stdout=subprocess.PIPE, cwd=os.sep) as mother:
        for line in mother.stdout or ():
            now = time.perf_counter()
            path, at = json.loads(line)
            born[path] = at
            floor.append(now - at)
    return born, floor
