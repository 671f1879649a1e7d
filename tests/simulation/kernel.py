"""A kernel in small: processes, inherited locks, claims; and what it saw, for the audit."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.attempts.standing import REVOKED, Traces
from tests.simulation.folders import Folder

if TYPE_CHECKING:
    from tests.simulation.folders import Word
    from tests.simulation.history import History
    from tests.simulation.world import World


@dataclass(eq=False, slots=True)
class Process:
    """One process: a shim, an agent, or what an agent left running."""

    pid: int
    kind: str
    attempt: str
    branch: str
    parent: Process | None = None
    is_marked: bool = True
    """Whether a sweep finds it."""
    dies_with_parent: bool = False


@dataclass(eq=False)
class Kernel:
    """Processes, locks, and the few files that decide."""

    world: World
    history: History
    live: list[Process] = field(default_factory=list)
    leases: defaultdict[str, set[Process]] = field(default_factory=lambda: defaultdict(set))
    """Branch: processes that hold its descriptor."""
    lives: defaultdict[str, set[Process]] = field(default_factory=lambda: defaultdict(set))
    """Attempt: likewise for its life lock."""
    last_holder: dict[str, str] = field(default_factory=dict)
    """What stands in the lease."""
    claims: dict[str, str] = field(default_factory=dict)
    verdicts: dict[str, Word] = field(default_factory=dict)
    folders: defaultdict[str, Folder] = field(default_factory=lambda: defaultdict(Folder))
    """Attempt: the rest of its run folder."""
    natures: dict[str, str] = field(default_factory=dict)
    """Attempt: in which way its agent has ended by itself."""
    tokens: Counter[str] = field(default_factory=Counter)
    """What each attempt has told that it used."""
    refused: dict[str, int] = field(default_factory=dict)
    """Exit codes of shims that started nothing; only their own engine learns them."""
    fails: float = 0.3
    """Part of the agents that end badly."""
    events: float = 0.33
    """Part of those that the account ends."""
    idles: float = 0.0
    """Part of the agents that work, or hang, or wait for the API, for very long."""
    down_at: float = math.inf
    """When the API fell silent; it answers again when it is calm."""

    def __post_init__(self) -> None:
        self._pids = itertools.count(100)
        self._stamps = itertools.count(1)

    def fork(self, kind: str, attempt: str, branch: str, parent: Process | None = None) -> Process:
        """Begin a process; what it inherits is up to the caller."""
        child = Process(next(self._pids), kind, attempt, branch, parent)
        self.live.append(child)
        if kind != "shim":
            self._saw("began", child)
        return child

    def stamp(self) -> str:
        """Name something that comes after everything that was named before."""
        return f"{next(self._stamps):020}"

    def hand(self, attempt: str, name: str) -> None:
        """Write a message into an agent's pipe."""
        self.folders[attempt].read.append(name)
        self.history.add(self.world.true, "handed", attempt, 0.0, name)
        self.world.happened()

    def ask(self, attempt: str) -> None:
        """Put a question that a person is to answer."""
        self.folders[attempt].questions.append(self.stamp())
        self.history.add(self.world.true, "asked", attempt)

    def give_up(self, attempt: str, because: str) -> None:
        """End an agent because of its time; note for how long it was really still."""
        folder, world = self.folders[attempt], self.world
        excuse = ("asks",) if folder.question else ("waits",) if folder.waits else ()
        for one in self.silent():
            self.history.add(world.true, "still", one, self.still(one))
        self.history.add(world.true, "timed out", attempt, self.still(attempt), *excuse)
        folder.overdue, folder.stops = because, True

    def silent(self) -> list[str]:
        """Name the attempts whose agents live, and wait for no answer."""
        live = [one.attempt for one in self.live if one.kind == "agent"]
        known = ((one, self.folders[one]) for one in live)
        return [one for one, folder in known if not (folder.question or folder.waits)]

    def still(self, attempt: str) -> float:
        """Give the seconds awake since an agent last made progress."""
        return self.world.monotonic() - self.folders[attempt].progress

    def take(self, lock: set[Process], process: Process) -> bool:
        """Lock, unless somebody else holds it."""
        if lock - {process}:
            return False
        lock.add(process)
        return True

    def kill(self, process: Process) -> None:
        """End a process: its locks go, an agent goes with its shim, other children stay."""
        if process not in self.live:
            return
        self.live.remove(process)
        self.world.end(process)
        self.leases[process.branch].discard(process)
        self.lives[process.attempt].discard(process)
        if process.kind != "shim":
            self._saw("ended", process)
        for child in [one for one in self.live if one.parent is process]:
            if child.dies_with_parent:
                self.kill(child)
        self.world.happened()

    def sweep(self, attempt: str) -> bool:
        """Kill everything that carries an attempt's mark, but for a shim; tell if none is left."""
        mine = [one for one in self.live if one.attempt == attempt and one.kind != "shim"]
        for process in mine:
            if process.is_marked and self.world.rng.random() < 0.7:
                self.kill(process)
        return not any(one.is_marked and one in self.live for one in mine)

    def traces(self, attempt: str) -> Traces:
        """What an engine finds of an attempt."""
        claim = self.claims.get(attempt, "")
        return Traces(
            claim=claim,
            is_locked=bool(self.lives[attempt]),
            has_verdict=attempt in self.verdicts,
            is_shim_alive=any(str(one.pid) == claim for one in self.live),
        )

    def revoke(self, attempt: str) -> bool:
        """Take the claim of an attempt so that it can never run."""
        return self.claims.setdefault(attempt, REVOKED) == REVOKED

    def reboot(self) -> None:
        """Everything ends, nothing is told."""
        for process in list(self.live):
            if process in self.live:
                self.kill(process)
        self.refused.clear()

    def _saw(self, what: str, process: Process) -> None:
        others = (one.attempt for one in self.live if one.kind != "shim")
        beside = tuple(
            one.attempt
            for one in self.live
            if one.kind != "shim" and one.branch == process.branch and one is not process
        )
        whom = f"{process.kind} {process.attempt}"
        self.history.add(self.world.true, what, whom, len(set(others)), *beside)
