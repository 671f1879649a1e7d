"""A world of virtual time: threads that wait, processes that die, one seed for one history."""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from core.model.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    Course = Generator["float | Until", None, None]

STEPS = 20_000
"""Ten times as many as the longest history takes that comes to its end."""
FREEZES = 0.3
"""Part of the points where something happens at which an engine only freezes."""
EPOCH = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Crash(BaseException):
    """The engine is killed, here and now."""


@dataclass(frozen=True, slots=True)
class Until:
    """Wait until something happens, so many seconds at most."""

    seconds: float


@dataclass(eq=False, slots=True)
class Thread:
    """One course of events, and whose it is."""

    course: Course
    owner: object
    due: float = 0.0
    is_listening: bool = False


@dataclass(eq=False)
class World:
    """Time, chance, and what waits for them."""

    seed: int
    flaws: frozenset[str] = frozenset()
    """Which mutant this is; none: as it should be."""
    true: float = 0.0
    """Seconds that nobody can set: what the audit goes by."""
    booted: float = -1000.0
    boots: int = 0
    slept: float = 0.0
    """True seconds that the machine has slept since it booted."""
    wall_error: float = 0.0
    is_calm: bool = False
    """Whether nothing bad happens any more."""
    is_over: bool = False
    points: int = 0
    crashes: int = 0
    risk: float = 0.0
    """Chance of a crash at one point."""
    sleepy: float = 0.0
    """Chance that the machine falls asleep at one."""
    naps: tuple[float, ...] = (5.0, 100.0)
    """How long it sleeps, in seconds."""
    patience: float = 1.0
    """How much longer everybody rests between two looks: what happens wakes them anyway."""
    stopped: dict[object, float] = field(default_factory=dict)
    """Owners that are frozen (SIGSTOP), and until when."""
    on_crash: Callable[[], None] | None = None
    on_sleep: Callable[[float], None] | None = None
    mortal: object = None
    """The engine that lives: only its own threads die at points."""

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)  # noqa: S311, one seed, one history
        self._heap: list[tuple[float, int, Thread]] = []
        self._listening: dict[Thread, None] = {}
        self._order = itertools.count()
        self._acting: object = None

    def moment(self) -> Moment:
        """Read all the clocks, as a process does."""
        wall = EPOCH + timedelta(seconds=self.true + self.wall_error)
        boottime = self.true - self.booted
        return Moment(boot=f"boot-{self.boots}", boottime=boottime, wall=wall)

    def monotonic(self) -> float:
        """Seconds of this boot that the machine was awake."""
        return self.true - self.booted - self.slept

    def start(self, course: Course, owner: object, *, after: float = 0.0) -> None:
        """Let something take its course."""
        self._plan(Thread(course, owner), after)

    def happened(self) -> None:
        """Wake those who wait for something; in the order in which they began to."""
        for thread in self._listening:
            self._plan(thread, self.rng.uniform(0.0, 0.3))
        self._listening.clear()

    def point(self) -> None:
        """Perhaps the engine dies here, or is frozen for a while."""
        if self._acting is not self.mortal:
            return
        self.points += 1
        if self.sleepy and not self.is_calm and self.rng.random() < self.sleepy:
            self.sleep()
        if self.risk and not self.is_calm and self.rng.random() < self.risk:
            if self.rng.random() < FREEZES:
                self.stopped[self.mortal] = self.true + self.rng.choice((0.5, 4.0, 20.0))
            else:
                raise Crash

    def sleep(self) -> None:
        """Let the machine sleep: only BOOTTIME goes on, and whoever waited waits on after it."""
        seconds = self.rng.choice(self.naps)
        self.true += seconds
        self.slept += seconds
        for thread in {thread for _, _, thread in self._heap if thread.due >= 0}:
            thread.due += seconds
        self._heap = [(due + seconds, order, thread) for due, order, thread in self._heap]
        self.stopped = {owner: until + seconds for owner, until in self.stopped.items()}
        if self.on_sleep:
            self.on_sleep(seconds)

    def run(self, until: float) -> None:
        """Let time pass, until nothing is left to happen or the end has come.

        A history of many steps turns in circles: its tasks never end, and the audit says so.
        """
        steps = 0
        while self._heap and self._heap[0][0] <= until and not self.is_over and steps < STEPS:
            steps += 1
            due, _, thread = heapq.heappop(self._heap)
            if thread.due != due:
                continue
            self.true = max(self.true, due)
            thaw = self.stopped.get(thread.owner, 0.0)
            if thaw > self.true:
                self._plan(thread, thaw - self.true)
            else:
                self._listening.pop(thread, None)
                self._step(thread)

    def _step(self, thread: Thread) -> None:
        self._acting = thread.owner
        try:
            wait = next(thread.course)
        except StopIteration:
            return
        except Crash:
            self.crashes += 1
            if self.on_crash:
                self.on_crash()
            return
        if isinstance(wait, Until):
            self._plan(thread, wait.seconds)
            self._listening[thread] = None
        else:
            self._plan(thread, wait)

    def _plan(self, thread: Thread, after: float) -> None:
        thread.due = self.true + max(0.0, after)
        heapq.heappush(self._heap, (thread.due, next(self._order), thread))

    def end(self, owner: object) -> None:
        """Take away every thread of an owner: it is gone."""
        for _, _, thread in self._heap:
            if thread.owner is owner:
                thread.due = -1.0
                self._listening.pop(thread, None)
