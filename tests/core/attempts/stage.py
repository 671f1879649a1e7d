"""Real shims and real agents in a folder of the test's own."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from core.attempts.act import RunFolder, lease_file
from core.attempts.standing import standing
from core.attempts.watch import ended, look
from core.model.launch import Launch

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from core.attempts.records import Ended
    from core.model.run import Standing

PATIENCE = 20.0


class Try:
    """One attempt of a test's."""

    def __init__(self, where: Path, name: str = "a", branch: str = "fan/a") -> None:
        self.where, self.name, self.branch = where, name, branch
        self.path = where / "runs" / name
        self.folder = RunFolder(str(self.path))
        self.shim: subprocess.Popen[bytes] | None = None

    def fork(
        self, script: str, *, seconds: float = 30.0, prompt: bytes = b"go", **more: object
    ) -> Try:
        """Start an agent that is a few lines of Python."""
        launch = Launch(
            attempt=self.name,
            command=(sys.executable, "-S", "-c", script),
            cwd=str(self.where),
            lease=lease_file(str(self.where / "git"), self.branch),
            prompt=prompt,
            **more,  # type: ignore[arg-type]
        )
        self.shim = self.folder.fork(launch, seconds)
        return self

    def kill_shim(self) -> None:
        """Kill the shim, as an out-of-memory killer does."""
        assert self.shim is not None
        self.shim.kill()
        self.shim.wait(PATIENCE)

    def code(self) -> int:
        """Wait for the shim's exit code."""
        assert self.shim is not None
        return self.shim.wait(PATIENCE)

    @property
    def standing(self) -> Standing:
        """What disk and kernel say."""
        return standing(look(str(self.path)))

    @property
    def verdict(self) -> Ended:
        """How it ended; it must have."""
        found = ended(str(self.path))
        assert found is not None
        return found

    def agent(self) -> int:
        """Give the agent's pid, as soon as it is known."""
        path = self.path / "started.json"
        until(path.exists)
        import json  # noqa: PLC0415, small

        return int(json.loads(path.read_text())["agent"]["pid"])

    def text(self, name: str = "stream.jsonl") -> str:
        """Read one of its files."""
        path = self.path / name
        return path.read_text() if path.exists() else ""


def until(holds: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait for something, not for long."""
    end = time.perf_counter() + seconds
    while not holds():
        assert time.perf_counter() < end, "it never happened"
        os.sched_yield()
        select_a_moment()


def select_a_moment() -> None:
    """Let others run for five milliseconds."""
    import select  # noqa: PLC0415, a wait without the clock

    select.select([], [], [], 0.005)


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended, be it that nobody has collected it."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
    return stat.rpartition(")")[2].split()[0] in ("Z", "X")


def kill(pid: int) -> None:
    """End a process; it may have ended."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
