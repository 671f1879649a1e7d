"""Watches a state folder while it is maltreated, by locks and processes alone.

It shares no code with the engine. Each promise that can be seen from outside gets its figure.
"""

from __future__ import annotations

import fcntl
import json
import os
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

EVERY = 0.03
"""Seconds between two looks."""
FLOCK = struct.Struct("hhqqi4x")


@dataclass(slots=True)
class Seen:
    """What was seen at its worst."""

    looks: int = 0
    live: int = 0
    """Most agents at one instant."""
    on_one_branch: int = 0
    """Most agents of one task at one instant."""
    agents: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    """The processes, by pid and start, that a run folder has named as its agent."""

    @property
    def most_often(self) -> int:
        """How often the attempt was begun that was begun most often."""
        return max((len(each) for each in self.agents.values()), default=0)


class Witness:
    """Looks again and again, in a thread of its own."""

    def __init__(self, runs: Path) -> None:
        self._runs, self.seen = runs, Seen()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            self._look()

    def _look(self) -> None:
        seen, tasks = self.seen, list[str]()
        for folder in self._runs.glob("*/*"):
            with suppress(OSError, ValueError, KeyError):
                begun = json.loads((folder / "started.json").read_text())["agent"]
                who = begun["pid"], begun["tick"]
                seen.agents.setdefault(str(folder), set()).add(who)
                if is_held(folder / "life") and lives(*who):
                    tasks.append(folder.name.partition("-retry-")[0].partition("+")[0])
        seen.looks += 1
        seen.live = max(seen.live, len(tasks))
        seen.on_one_branch = max([seen.on_one_branch, *(tasks.count(one) for one in set(tasks))])


def is_held(path: Path) -> bool:
    """Tell whether a lock of the kernel lies on a file."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        asked = FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        found = fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, asked)
        return bool(FLOCK.unpack(found)[0] != fcntl.F_UNLCK)
    finally:
        os.close(descriptor)


def lives(pid: int, tick: int) -> bool:
    """Tell whether a process is there, and the same one."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return False
    return int(stat[19]) == tick and stat[0] not in (b"Z", b"X")


def agents(runs: Path) -> dict[str, int]:
    """Give the agents that live now, by the name of their run folder."""
    found = {}
    for path in runs.glob("*/*/started.json"):
        with suppress(OSError, ValueError, KeyError):
            begun = json.loads(path.read_text())["agent"]
            if lives(begun["pid"], begun["tick"]):
                found[path.parent.name] = int(begun["pid"])
    return found


def shims(runs: Path) -> dict[str, int]:
    """Give the shims that live now, likewise."""
    found = {}
    for path in runs.glob("*/*/claim"):
        with suppress(OSError, ValueError, KeyError, TypeError):
            claim = json.loads(path.read_text())
            if lives(claim["pid"], claim["tick"]):
                found[path.parent.name] = int(claim["pid"])
    return found
