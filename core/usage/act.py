"""Starts the second reader as a process of its own and takes what it read."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from typing import IO, TYPE_CHECKING

import msgspec

from core.usage.watch import Read, Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.files import Found

PROGRAM = (sys.executable, "-E", "-P", "-m", "core.programs.ingest")


class Companion:
    """The second reader; if it fails, its part is read here, later but just as exactly."""

    def __init__(self) -> None:
        self._files: Sequence[Found] = ()
        self._process: subprocess.Popen[bytes] | None = None
        self._out: IO[bytes] | None = None

    def share(self, files: Sequence[Found]) -> list[Found]:
        """Begin to read half of their bytes; give the other half.

        What is read goes to a file without a name, so that nobody waits.
        """
        here, self._files = halves(files)
        self._out = tempfile.TemporaryFile()  # noqa: SIM115, open until the results are in
        with tempfile.TemporaryFile() as wanted:
            wanted.write(msgspec.msgpack.encode(self._files))
            wanted.seek(0)
            self._process = subprocess.Popen(  # noqa: S603, our own program
                PROGRAM, stdin=wanted, stdout=self._out, stderr=subprocess.DEVNULL, cwd="/"
            )
        return here

    def results(self) -> list[Read]:
        """Wait for all of it."""
        if self._process is None or self._out is None:
            return []
        with self._process, self._out:
            if self._process.wait() == 0:
                self._out.seek(0)
                try:
                    return msgspec.msgpack.decode(self._out.read(), type=list[Read])
                except msgspec.MsgspecError:
                    pass
        return read_here(self._files)


def halves(files: Sequence[Found]) -> tuple[list[Found], list[Found]]:
    """Share files out so that both parts have about the same bytes."""
    here, there, more = [], [], 0
    for found in sorted(files, key=lambda found: -found.size):
        if more <= 0:
            here.append(found)
            more += found.size
        else:
            there.append(found)
            more -= found.size
    return here, there


def read_here(files: Sequence[Found]) -> list[Read]:
    """Read new files in this process."""
    from core.tail import UNOPENED  # noqa: PLC0415, only where the second reader failed
    from core.usage.sheet import Sheet  # noqa: PLC0415

    reader = Reader()
    reads = (reader.read_on(found, UNOPENED, Sheet()) for found in files)
    return [read for read in reads if read is not None]
