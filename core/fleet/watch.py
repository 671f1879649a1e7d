"""The sources of a live picture: transcripts, processes, places, tokens."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING

from core.fleet.follow import Follower
from core.fleet.purse import Purses
from core.model.events import Committed, Counting, Event, Lives, Placed, Shown
from core.model.frame import Progress
from core.model.signs import NO_SIGNS
from core.processes.watch import look as look_at_processes
from core.projects.watch import Changes
from core.transcripts.watch import retell
from core.usage.catch_up import summed
from core.usage.store import Index
from core.worktrees.watch import commits_since, places

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence

    from core.clock import Clock
    from core.fleet.frames import Fleet
    from core.model.files import Found
    from core.model.ground import TaskSeen
    from core.model.process import Life, Registered, Registry
    from core.model.signs import Signs, Transcript
    from core.model.where import Where
    from core.model.worktree import Place

REGISTRY_S = 0.5
SAY_AGAIN = 4
"""Rounds after which an unchanged registry is told, so that new sessions are looked up."""
PLACES_S = 2.0
TOKENS_S = 1.0
TOKENS_SHARE = 0.02
"""How much of the time may go into counting tokens; a large home is counted less often."""
SOON_S = 0.1
SHOWN_S = 0.25


async def transcripts(where: Where, clock: Clock, fleet: Fleet) -> AsyncGenerator[Event]:
    """Every transcript in scope as it grows; reading happens beside the loop, in one thread."""
    loop = asyncio.get_running_loop()
    events: asyncio.Queue[Event | None] = asyncio.Queue()
    changes = Changes(where.home.projects)
    follower = fleet.follower = fleet.follower or Follower(where, fleet.scope, clock)

    def read() -> None:
        try:
            for event in follower.begin():
                loop.call_soon_threadsafe(events.put_nowait, event)
            for batch in changes.batches():
                for event in follower.go_on(batch):
                    loop.call_soon_threadsafe(events.put_nowait, event)
            follower.close()
        finally:
            loop.call_soon_threadsafe(events.put_nowait, None)

    reading = loop.run_in_executor(None, read)
    try:
        while (event := await events.get()) is not None:
            yield event
    finally:
        changes.stop()
        await reading


async def processes(
    where: Where, clock: Clock, judge: Callable[[Registered], Life]
) -> AsyncGenerator[Event]:
    """The live registry, whenever it differs, and now and then that it does not."""
    before: Registry | None = None
    rounds = 0
    while True:
        now = look_at_processes(where.home.sessions, judge)
        if now != before or rounds % SAY_AGAIN == 0:
            before = now
            yield Lives(registry=now)
        rounds += 1
        await clock.sleep(REGISTRY_S)


async def surroundings(clock: Clock, fleet: Fleet) -> AsyncGenerator[Event]:
    """Branches and commits around the directories in which agents work."""
    before: dict[str, Place] = {}
    commits: Mapping[str, int] = {}
    while True:
        cwds = fleet.known.cwds()
        now = places(cwds)
        if now != before:
            before = now
            yield Placed(places=now)
        counted = await asyncio.to_thread(_commits, fleet.known.tasks.ground.tasks, commits)
        if counted != commits:
            commits = counted
            yield Committed(commits=commits)
        await clock.sleep(PLACES_S)


def _commits(tasks: Iterable[TaskSeen], before: Mapping[str, int]) -> Mapping[str, int]:
    """Count what each task has committed; what is over is counted once."""
    asked = (task for task in tasks if task.start_commit)
    counted = {
        task.key: before[task.key]
        if task.is_settled and task.key in before
        else commits_since(task.worktree, task.start_commit)
        for task in asked
    }
    return {key: number for key, number in counted.items() if number is not None}


async def tokens(where: Where, clock: Clock, fleet: Fleet) -> AsyncGenerator[Event]:
    """Tokens by transcript, brought up to date beside the loop, from what the follower came by."""
    index = await asyncio.to_thread(Index, where.index("usage"))
    counter, pause = _Counter(index, clock), SOON_S
    try:
        while True:
            files, is_all = fleet.follower.come_by() if fleet.follower is not None else ([], False)
            if files:
                began = clock.monotonic()
                known = tuple(fleet.known.transcripts.values())
                async with aclosing(counter.count(files, known, is_all=is_all)) as counted:
                    async for event in counted:
                        yield event
                pause = max(TOKENS_S, (clock.monotonic() - began) / TOKENS_SHARE)
            await clock.sleep(pause)
    finally:
        index.close()


class _Counter:
    """Counts tokens in a thread, and tells how far it has come."""

    def __init__(self, index: Index, clock: Clock) -> None:
        self._index = index
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._purses = Purses()
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()

    async def count(
        self, files: Sequence[Found], known: Sequence[Transcript], *, is_all: bool
    ) -> AsyncGenerator[Event]:
        """Count what is new; ends when the thread has ended, however it ends."""
        work = partial(self._count, files, known, is_all=is_all)
        counting = self._loop.run_in_executor(None, work)
        try:
            while (event := await self._events.get()) is not None:
                yield event
        finally:
            await asyncio.wait([counting])
        counting.result()

    def _count(self, files: Sequence[Found], known: Sequence[Transcript], *, is_all: bool) -> None:
        try:
            sums = summed(self._index, files, all_files=is_all, told=self._told)
            self._tell(self._purses.spent(sums, known, self._clock.now()))
        finally:
            self._tell(None)

    def _told(self, done: int, total: int) -> None:
        if done:
            self._tell(Counting(progress=Progress(done=done, total=total)))

    def _tell(self, event: Event | None) -> None:
        self._loop.call_soon_threadsafe(self._events.put_nowait, event)


async def shown(clock: Clock, fleet: Fleet) -> AsyncGenerator[Event]:
    """The end of the transcript that is looked at, whenever it has grown."""
    before: tuple[str, Signs] = ("", NO_SIGNS)
    while True:
        one = fleet.transcript(fleet.looked_into)
        now = (fleet.looked_into, one.signs if one is not None else NO_SIGNS)
        if now != before:
            before = now
            steps = await asyncio.to_thread(retell, one.path) if one is not None else ()
            yield Shown(key=fleet.looked_into, steps=steps)
        await clock.sleep(SHOWN_S)
