"""Nobody is left with a program that spins, nor with a folder that nobody owns."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from threading import Event
from typing import TYPE_CHECKING

import pytest

from tests.tui.pty_reader import ROOT, Terminal
from tui.commands.leaving import has_gone

if TYPE_CHECKING:
    from pathlib import Path

GROUNDSTOP = (sys.executable, "-P", "-c", "from tui.cli import main; main()")
INTERRUPTED = 130
HUNG_UP, TERMINATED, KILLED = 128 + signal.SIGHUP, 128 + signal.SIGTERM, -signal.SIGKILL


def test_a_terminal_that_is_closed_has_gone() -> None:
    """Whoever reads from it would get nothing, at once, for ever."""
    master, slave = pty.openpty()
    assert not has_gone(slave)
    os.close(master)
    assert has_gone(slave)
    os.close(slave)


def test_a_dashboard_ends_when_its_terminal_goes_without_a_word(tmp_path: Path) -> None:
    """Started by `setsid` or from a service there is no hang-up signal."""
    with Terminal((*GROUNDSTOP, "watch"), _environment(tmp_path)) as terminal:
        terminal.answer()
        assert terminal.close() == HUNG_UP


def test_a_dashboard_that_is_busy_ends_when_its_terminal_goes(tmp_path: Path) -> None:
    """Whatever it still has to draw: nobody waits for a terminal that is gone."""
    words = (*GROUNDSTOP, "demo", "--scripted", "--speed", "400")
    with Terminal(words, _environment(tmp_path)) as terminal:
        terminal.answer()
        terminal.until(b"groundstop")
        terminal.signal(signal.SIGSTOP)
        terminal.signal(signal.SIGCONT)
        assert terminal.close() == HUNG_UP
    assert not _homes(tmp_path)


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, TERMINATED), (signal.SIGINT, INTERRUPTED)],
)
def test_a_dashboard_that_is_told_to_end_leaves_a_clean_terminal(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    """The cursor is there again, the mouse is not told, the other screen is gone."""
    with Terminal((*GROUNDSTOP, "demo", "--scripted"), _environment(tmp_path)) as terminal:
        terminal.answer()
        terminal.until(b"groundstop")
        assert _homes(tmp_path)
        terminal.signal(number)
        written = terminal.rest(code)
    assert b"\x1b[?25h" in written
    assert b"\x1b[?1049l" in written
    assert b"\x1b[?1003l" in written
    assert not _homes(tmp_path)


def test_the_next_demo_takes_away_what_a_killed_one_left(tmp_path: Path) -> None:
    """Nothing of a kill -9 stays longer than until then, and nothing of one that is told to end."""
    assert _told(tmp_path, signal.SIGKILL) == KILLED
    left = _homes(tmp_path)
    assert len(left) == 1
    assert _told(tmp_path, signal.SIGTERM) == TERMINATED
    assert not _homes(tmp_path)


@pytest.mark.parametrize("seconds", [0, 0.005, 0.01, 0.015, 0.02, 0.05])
def test_a_demo_that_is_told_to_end_at_any_moment_says_nothing(
    tmp_path: Path, seconds: float
) -> None:
    """Wherever its loop is just then: no report of ours, and no thread that is waited for."""
    assert (TERMINATED, b"") == _ended(tmp_path, signal.SIGTERM, seconds)
    assert not _homes(tmp_path)


def _told(tmp_path: Path, number: signal.Signals) -> int:
    """Give the exit code of a demo in plain lines that gets this signal in the middle."""
    return _ended(tmp_path, number, 0)[0]


def _ended(tmp_path: Path, number: signal.Signals, seconds: float) -> tuple[int, bytes]:
    """Give its exit code and its errors, so long after its home was made."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **_environment(tmp_path)}
    before = _homes(tmp_path)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    demo = subprocess.Popen((*GROUNDSTOP, "demo"), env=environment, **quiet)
    end = time.perf_counter() + 20
    while not any((one / "claude").exists() for one in _homes(tmp_path) if one not in before):
        assert time.perf_counter() < end
        Event().wait(0.002)
    Event().wait(seconds)
    demo.send_signal(number)
    _, errors = demo.communicate(timeout=20)
    return demo.returncode, errors


def _environment(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "TMPDIR": str(tmp_path)}


def _homes(tmp_path: Path) -> list[Path]:
    return list(tmp_path.glob("groundstop-play-*"))
