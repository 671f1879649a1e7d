"""A program under a pseudo-terminal of our own: what it writes and when, and what it costs."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from typing import TYPE_CHECKING, Self

from tests.bench.pairs import family, pss

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

COLUMNS, ROWS = 200, 50
MOUTHFUL = 1 << 16
PATIENCE_S = 5.0
CPU_OF_A_PROCESS = 2
"""The kernel's number of the clock that counts the CPU time of a process by its id."""
CONTROL = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_].*?\x1b\\|.)"
)


class Terminal:
    """A terminal of 200 by 50 cells that a program draws on; it ends with its `with` block."""

    def __init__(
        self, args: Sequence[str], env: Mapping[str, str], cwd: str | os.PathLike[str] = "/"
    ) -> None:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.set_blocking(master, False)
        looks = {
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "TZ": "UTC",
            "LC_ALL": "C.UTF-8",
        }
        kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            list(args),
            cwd=cwd,
            env={**kept, **looks, **env},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self.descriptor = master
        self.written = 0
        """Bytes that were read from it so far."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE_S)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self.descriptor)

    def press(self, keys: str) -> None:
        """Type something."""
        os.write(self.descriptor, keys.encode())

    def read(self) -> bytes:
        """Give what is there now, without waiting; nothing once the program has gone."""
        try:
            got = os.read(self.descriptor, MOUTHFUL)
        except OSError:
            return b""
        self.written += len(got)
        return got

    def watch(self, seconds: float, until: Callable[[bytes], bool] | None = None) -> bytes:
        """Read for so long, or until what was read so far is as wanted."""
        got = bytearray()
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if self._process.poll() is not None:
                break
            if not select.select([self.descriptor], [], [], min(left, PATIENCE_S))[0]:
                continue
            got += self.read()
            if until is not None and until(bytes(got)):
                break
        return bytes(got)

    def cpu(self) -> float:
        """Give the seconds of CPU that the program has used, all of its threads together."""
        return time.clock_gettime((~self._process.pid << 3) | CPU_OF_A_PROCESS)

    def memory(self) -> float:
        """Give the megabytes that the program and its children hold."""
        return sum(pss(pid) for pid in family(self._process.pid)) / 1e6


def words(written: bytes) -> str:
    """Give what was written without colours and movements."""
    return CONTROL.sub(b"", written).decode("utf-8", "replace")
