"""Looks at an attempt's traces: its claim, its life lock, its verdict, its shim."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from core.attempts.records import begun, claimed, given_up, judged, verdict
from core.attempts.standing import Traces
from core.clock import boot_id
from core.locks.watch import is_locked
from core.model.given_up import FILE
from core.model.run import Ender

if TYPE_CHECKING:
    from core.attempts.records import Ended
    from core.model.run import Begun, Verdict

LIMIT = 1 << 16
_TICK = 19
"""Place of the start time in /proc/<pid>/stat, behind the name in parentheses."""


def look(folder: str) -> Traces:
    """Read claim, lock and verdict, in this order: so that nothing which moves deceives."""
    claim = claimed(_read(f"{folder}/claim"))
    locked = is_locked(f"{folder}/life")
    ended = verdict(_read(f"{folder}/exit.json"))
    return Traces(
        claim=claim.name if claim else "",
        is_locked=locked,
        has_verdict=ended is not None,
        is_shim_alive=claim is not None and _lives(claim.pid, claim.tick, claim.boot),
    )


def living(runs: str) -> int:
    """Count the agents that live, by their locks, whatever anybody has written down."""
    return sum(is_locked(str(path)) for path in Path(runs).glob("*/*/life"))


def ended(folder: str) -> Ended | None:
    """Give an attempt's verdict, if there is one; whom its engine gave up on, no person ended."""
    found = verdict(_read(f"{folder}/exit.json"))
    if found is not None and found.by and (told := given_up(_read(f"{folder}/{FILE}"))):
        found.by, found.because = Ender.LIMIT, told.because
    return found


def remembered(folder: str) -> tuple[Begun | None, Verdict | None]:
    """Give what engines wrote down: before an attempt's fork, and when it was over."""
    return begun(_read(f"{folder}/attempt.json")), judged(_read(f"{folder}/verdict.json"))


def last_words(folder: str) -> str:
    """Give the last line that an agent wrote to stderr."""
    lines = _read(f"{folder}/stderr.log", tail=True).decode("utf-8", "replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "")


def _lives(pid: int, tick: int, boot: str) -> bool:
    if boot != boot_id():
        return False
    fields = _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    return len(fields) > _TICK and int(fields[_TICK]) == tick and fields[0] not in (b"Z", b"X")


def _read(path: str, *, tail: bool = False) -> bytes:
    """Read a small file, or the end of a long one; nothing where there is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return b""
    except ProcessLookupError:
        return b""
    try:
        if tail:
            os.lseek(descriptor, max(0, os.fstat(descriptor).st_size - LIMIT), os.SEEK_SET)
        return os.read(descriptor, LIMIT)
    except ProcessLookupError:
        return b""
    finally:
        os.close(descriptor)
