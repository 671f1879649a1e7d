"""A terminal of our own: a program draws on it, and whatever is no plain text must be allowed."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import secrets
import select
import struct
import subprocess
import sys
import termios
import time
import unicodedata
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import signal
    from collections.abc import Iterable, Mapping, Sequence

ROOT = Path(__file__).parents[2]
COLUMNS, ROWS = 100, 30
PATIENCE_S = 30.0
MOUTHFUL = 1 << 16

_GROUND = r"48(?:;2(?:;\d{1,3}){3})"
_LETTER = r"38(?:;2(?:;\d{1,3}){3})"
_MOVE = r"\x1b\[\d{1,2};\d{1,3}H"
PAINT = (
    _MOVE,  # where the cells that follow stand; no screen here has a hundred rows
    rf"\r\n{_MOVE}",  # the compositor ends a row, and never without a move after it
    rf"\x1b\[(?:[147];)*(?:{_LETTER};)?{_GROUND}m",  # bold, underlined, reversed; colours of ours
    r"\x1b\[0m",  # the end of each run of cells in one style
    r"\x1b\[\?2026[hl]",  # around a picture that is shown at once, on terminals that can
    r"\x1b\]22;default\x07",  # the shape of the mouse pointer, told whenever a room opens
)
"""What is written while the dashboard is shown: nothing else but plain text."""
FRAMING = (
    r"\x1b\[\?1049[hl]",  # the alternate screen, so that what was there before comes back
    r"\x1b\[\?(?:1000|1003|1006|1015)[hl]",  # the mouse: buttons, movements, two ways to tell
    r"\x1b\[\?1016h",  # the mouse in pixels, on terminals that tell their size in pixels
    r"\x1b\[\?1004[hl]",  # whether the terminal is in front
    r"\x1b\[\?2004[hl]",  # what is pasted comes as one piece
    r"\x1b\[\?25[hl]",  # the cursor
    r"\x1b\[\?7[hl]",  # no line wraps
    r"\x1b\[>25u|\x1b\[<u",  # keys with all their modifiers, and as it was before
    r"\x1b\[\?2026\$p",  # can this terminal show a picture at once?
    r"\x1b\[\?2048\$p|\x1b\[\?2048[hl]",  # can it tell its size unasked? Then it shall
)
"""What is written besides when the dashboard opens and closes."""
_SAID = r"[^\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff;]{1,210}"
ALARM = (
    r"\x07",  # the bell of an alarm
    rf"\x1b\]9;{_SAID}: {_SAID}\x07",  # a notification, as most terminals understand it
    rf"\x1b\]777;notify;{_SAID};{_SAID}\x07",  # and as the others do
)
"""What is written besides when somebody needs a person; clean words, one field each."""

_TOKEN = re.compile(
    r"\r\n\x1b\[[0-?]*[ -/]*[@-~]"  # a line end, with the sequence that it must have
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f]).*?(?:\x07|\x1b\\|\x9c)"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]"  # ESC and a letter, a string without its end too
    r"|[\x00-\x1f\x7f-\x9f]",  # C0 and C1
    re.DOTALL,
)
_UNPRINTED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Kinds of characters that steer: controls, bidi and joiners, bytes that are no UTF-8, breaks."""


def strays(written: bytes, allowed: Iterable[str] = PAINT) -> list[str]:
    """Give everything that is neither plain text nor allowed, each once."""
    text = written.decode("utf-8", "surrogateescape")
    good = re.compile("|".join(allowed))
    tokens = {token for token in _TOKEN.findall(text) if not good.fullmatch(token)}
    rest = set(_TOKEN.sub("", text))
    return sorted(tokens | {one for one in rest if unicodedata.category(one) in _UNPRINTED})


def words(written: bytes) -> str:
    """Give what was written without its sequences."""
    return _TOKEN.sub("", written.decode("utf-8", "replace"))


class Terminal:
    """A terminal that a program draws on; it answers the questions that Textual asks."""

    def __init__(
        self, args: Sequence[str], env: Mapping[str, str], passed: Sequence[int] = ()
    ) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        looks = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
        ours = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
        self._process = subprocess.Popen(
            list(args),
            env={**ours, **looks, "TZ": "UTC", **env},
            cwd="/",
            stdin=slave,
            stdout=slave,
            stderr=slave,
            pass_fds=passed,
            start_new_session=True,
        )
        os.close(slave)
        self._kept = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        os.close(self._master)

    def answer(self) -> bytes:
        """Say as a modern terminal does that it shows pictures at once and tells its size."""
        written = self.until(rb"\x1b\[\?2026\$p.*\x1b\[\?2048\$p")
        self.type("\x1b[?2026;2$y\x1b[?2048;2$y")
        return written

    def type(self, keys: str) -> None:
        """Type, paste or answer something."""
        os.write(self._master, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Tell another size, as a terminal does that was asked to."""
        self.type(f"\x1b[48;{rows};{columns};{rows * 20};{columns * 10}t")

    def until(self, pattern: bytes) -> bytes:
        """Give what is written up to the end of a pattern, and keep the rest."""
        wanted = re.compile(pattern, re.DOTALL)
        end = time.perf_counter() + PATIENCE_S
        while not (found := wanted.search(self._kept)):
            assert time.perf_counter() < end, f"no {pattern!r} in {self._kept[-2000:]!r}"
            mouthful = self._read()
            assert mouthful, f"it ended without {pattern!r}: {self._kept[-2000:]!r}"
            self._kept += mouthful
        written, self._kept = self._kept[: found.end()], self._kept[found.end() :]
        return written

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self._process.send_signal(number)

    def close(self) -> int:
        """Take the terminal away; gives the exit code with which the program ends then."""
        os.close(self._master)
        self._master = os.open(os.devnull, os.O_RDONLY)
        return self._process.wait(PATIENCE_S)

    def rest(self, code: int = 0) -> bytes:
        """Give what is written until the program ends, which it must do with this exit code."""
        end = time.perf_counter() + PATIENCE_S
        while mouthful := self._read():
            self._kept += mouthful
            assert time.perf_counter() < end, f"it does not end: {self._kept[-2000:]!r}"
        assert self._process.wait(PATIENCE_S) == code, self._kept[-2000:]
        return self._kept

    def _read(self) -> bytes:
        """Give what comes next; nothing once the program has gone."""
        if not select.select([self._master], [], [], PATIENCE_S)[0]:
            return b""
        try:
            return os.read(self._master, MOUTHFUL)
        except OSError:
            return b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is to be played, and with which texts."""

    scenes: Sequence[str] = ()
    texts: Sequence[str] = ("",)
    """They take turns in all fields that hold text."""
    names: Sequence[str] = ()
    """Names of the first agents, if they are to be others."""
    size: Sequence[int] = (COLUMNS, ROWS)
    is_ascii: bool = False
    is_raw: bool = False
    """Whether the widgets' own wall is taken down, to see what it holds back."""
    mark: str = ""
    """What is written when all of it has been drawn, around the widgets that were seen."""


class Theatre:
    """A stage in a process of its own, on a terminal of ours."""

    def __init__(self, env: Mapping[str, str]) -> None:
        acts, write = os.pipe()
        args = [sys.executable, "-P", "-m", "tests.tui.pty_stage", str(acts)]
        self._terminal = Terminal(args, env, (acts,))
        os.close(acts)
        self._acts = os.fdopen(write, "w", encoding="utf-8")
        self.seen: frozenset[str] = frozenset()
        """Every class of which a widget has been on the screen."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._acts.close()
        self._terminal.__exit__()

    def open(self) -> bytes:
        """Give what is written until there is something to be seen."""
        return self._terminal.answer() + self.play(Act())

    def play(self, act: Act) -> bytes:
        """Give what is written during an act."""
        mark = secrets.token_hex(8)
        self._terminal.resize(*act.size)
        self._acts.write(json.dumps(asdict(replace(act, mark=mark))) + "\n")
        self._acts.flush()
        written, seen, _ = self._terminal.until(f"{mark}.*{mark}".encode()).split(mark.encode())
        self.seen = frozenset(json.loads(seen))
        return written
