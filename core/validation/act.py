"""Asks a plan's `validate` command: its exit code is the answer, its output the reason."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from core.clean import clean
from core.model.validation import Answer, Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model.validation import Question

NOT_YET = 75
"""Exit code, as sysexits has it: try again later."""
PATIENCE = 30.0
"""Seconds that a command may take. Source: ours."""
MOST = 8
"""Questions that are open at a time; the others are asked at a later beat. Source: ours."""
OUTPUT = 4096
"""Bytes of the end of its output that are kept."""
STAGE = "GROUNDSTOP_STAGE"
LOOK = 0.05
"""Seconds between two looks at it."""
MOUTHFULS = 256
"""Reads at one look; whoever writes more than that waits."""


class Questions:
    """Those that are open, each on a thread of its own: nobody waits for an answer."""

    def __init__(self) -> None:
        self._open: set[str] = set()
        self._lock = threading.Lock()

    def begin(self, key: str, ask: Callable[[], None]) -> None:
        """Ask, unless the same is being asked or too many are."""
        with self._lock:
            if key in self._open or len(self._open) >= MOST:
                return
            self._open.add(key)
        threading.Thread(target=self._ask, args=(key, ask), daemon=True).start()

    def _ask(self, key: str, ask: Callable[[], None]) -> None:
        try:
            ask()
        finally:
            with self._lock:
                self._open.discard(key)


def asked(question: Question, patience: float = PATIENCE) -> Answer:
    """Run the command to its end, which takes so many seconds at most; then nothing of it lives.

    0 is yes, 75 is not yet, and so is silence; everything else is no.
    """
    try:
        process = subprocess.Popen(  # noqa: S603, the plan's own command, and no shell
            question.command,
            cwd=question.cwd,
            env={**os.environ, STAGE: question.when},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        why = f"{question.command[0]} cannot be started: {error.strerror}"
        return Answer(said=Said.NO, because=clean(why, limit=200))
    with process:
        output = _output(process, patience)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    if output is None:
        return Answer(said=Said.NOT_YET, because=f"no answer within {patience:.0f} s")
    return _answer(process.returncode, output)


def _output(process: subprocess.Popen[bytes], patience: float) -> bytes | None:
    """Give the end of what it writes until it ends, or None where it does not end in time.

    A child of its own may hold the pipe open: its end decides, not the pipe's.
    """
    pipe, output = process.stdout, b""
    if pipe is None:
        raise AssertionError
    os.set_blocking(pipe.fileno(), False)
    how = os.WEXITED | os.WNOHANG | os.WNOWAIT  # its number stays its own until it is killed
    for _ in range(round(patience / LOOK)):
        has_ended = os.waitid(os.P_PID, process.pid, how) is not None
        with suppress(BlockingIOError):
            for _ in range(MOUTHFULS):
                output = (output + os.read(pipe.fileno(), OUTPUT))[-OUTPUT:]
        if has_ended:
            return output
        select.select([], [], [], LOOK)
    return None


def _answer(code: int, output: bytes) -> Answer:
    lines = [line for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    how = f"exit code {code}" if code >= 0 else f"killed by signal {-code}"
    because = clean(lines[-1], limit=200) if lines else how
    if code == 0:
        return Answer(said=Said.YES, because=because if lines else "")
    return Answer(said=Said.NOT_YET if code == NOT_YET else Said.NO, because=because)
