"""Runs the real client without a terminal, in a home of its own, and looks at it as a user does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from core.clock import SystemClock
from core.processes.watch import here, look
from tests.real.stub_api import serving
from tests.tui.commands.calls import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.process import Registered
    from tests.real.stub_api import Script

    Row = dict[str, Any]

COMMAND = ("claude", "-p", "look around", "--output-format", "stream-json", "--verbose")
PATIENCE = 20
"""Seconds for what takes one or two."""
PAUSE = 0.1
CLOCK = SystemClock()


class Client:
    """One `claude -p`, and what our status says about it."""

    def __init__(self, home: Path, script: Script, process: subprocess.Popen[bytes]) -> None:
        self.home = home
        self.process = process
        self.said: list[tuple[str, str]] = []
        """Kind and state of every row, each time it was another one than at the look before."""
        self.document: Row = {}
        self._script = script
        self._last: dict[str, str] = {}

    def look(self) -> dict[str, Row]:
        """Give the rows of `groundstop status --json` by agent id; the main agent's is empty."""
        folder = self.home / ".claude"
        if not folder.exists():  # it comes with the client's first breath
            return {}
        done = told("status", "--json", "--claude-home", str(folder))
        assert (0, b"") == (done.returncode, done.stderr), done
        self.document = json.loads(done.stdout)
        rows = {row["agent_id"] or "": row for row in self.document["agents"]}
        for agent_id, row in rows.items():
            if self._last.get(agent_id) != row["state"]:
                self._last[agent_id] = row["state"]
                self.said.append((row["kind"], row["state"]))
        return rows

    def until(self, *wanted: tuple[str, str]) -> list[Row]:
        """Look again and again until the rows, main agent first, are in these states.

        With each state goes what its sentence has to say.
        """
        ends = CLOCK.monotonic() + PATIENCE
        while True:
            found = self.look()
            rows = [found[agent_id] for agent_id in sorted(found)]
            if len(rows) == len(wanted) and all(map(_is, rows, wanted)):
                return rows
            assert CLOCK.monotonic() < ends, f"not {wanted}: {rows}; {self._words()}"
            Event().wait(PAUSE)

    def until_held(self) -> None:
        """Wait until an answer has stopped in the middle."""
        assert self._script.holding.wait(PATIENCE), f"nobody asked: {self._words()}"

    def let_go(self) -> int:
        """Let the answer go on, and wait for the end; gives the exit code."""
        self._script.go_on.set()
        return self.end()

    def end(self) -> int:
        """Wait for the end; gives the exit code."""
        return self.process.wait(PATIENCE)

    def entries(self) -> tuple[Registered, ...]:
        """Read the live registry as our status does."""
        return look(str(self.home / ".claude/sessions"), here).entries

    def _words(self) -> str:
        said = (self.home / "client.out").read_text("utf-8", "replace")[-2000:]
        return f"surprises: {self._script.surprises}; the client said: {said}"


def _is(row: Row, wanted: tuple[str, str]) -> bool:
    state, words = wanted
    return state == row["state"] and words in row["because"]


@contextmanager
def running(home: Path, script: Script, *options: str) -> Iterator[Client]:
    """Start the client in a new repository; whatever of it still runs at the end is killed."""
    with serving(script) as address, (home / "client.out").open("wb") as out:
        environ = surroundings(home, address)
        shop = home / "shop"
        subprocess.run(["git", "init", "-q", "-b", "main", shop], env=environ, check=True)
        process = subprocess.Popen(
            [*COMMAND, *options],
            cwd=shop,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield Client(home, script, process)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE)
            end_all(home)
    assert not script.surprises, script.surprises


def surroundings(home: Path, address: str) -> dict[str, str]:
    """Give all that the client is told: nothing of this machine but where programs are."""
    (home / "tmp").mkdir(exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "ANTHROPIC_BASE_URL": address,
        "ANTHROPIC_API_KEY": "dummy",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "HTTP_PROXY": address,
        "HTTPS_PROXY": address,
        "NO_PROXY": "127.0.0.1",
    }


def end_all(home: Path) -> None:
    """Kill the tools that it started: they run in sessions of their own, known by their home."""
    mark = f"HOME={home}\0".encode()
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int(place.name) != os.getpid() and mark in (place / "environ").read_bytes():
                os.kill(int(place.name), signal.SIGKILL)
