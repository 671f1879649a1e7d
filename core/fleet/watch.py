"""The sources of a live picture: transcripts, processes, places, status files, tokens."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from core.fleet.assemble import roots, spending
from core.fleet.follow import Follower
from core.fleet.survey import surveyed
from core.handoffs.progress import claims
from core.handoffs.watch import look as look_at_files
from core.model.events import Claimed, Event, Lives, Placed, Shown
from core.model.limits import LIMITS
from core.model.signs import NO_SIGNS
from core.processes.watch import look as look_at_processes
from core.projects.watch import Changes, walk
from core.transcripts.watch import retell
from core.usage.catch_up import spent
from core.worktrees.watch import places

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from core.clock import Clock
    from core.fleet.frames import Fleet
    from core.model.handoff import Claims
    from core.model.process import Life, Registered, Registry
    from core.model.signs import Signs
    from core.model.where import Where
    from core.model.worktree import Place

REGISTRY_S = 0.5
PLACES_S = 2.0
TOKENS_S = 1.0
SHOWN_S = 0.25


async def transcripts(where: Where, fleet: Fleet) -> AsyncGenerator[Event]:
    """Every transcript in scope as it grows; reading happens beside the loop, in one thread."""
    loop = asyncio.get_running_loop()
    events: asyncio.Queue[Event] = asyncio.Queue()
    changes = Changes(where.home.projects)
    follower = Follower(where, fleet.scope)

    def read() -> None:
        for event in follower.begin():
            loop.call_soon_threadsafe(events.put_nowait, event)
        for batch in changes.batches():
            for event in follower.go_on(batch):
                loop.call_soon_threadsafe(events.put_nowait, event)
        follower.close()

    thread = threading.Thread(target=read, name="transcripts", daemon=True)
    thread.start()
    try:
        while True:
            yield await events.get()
    finally:
        changes.stop()
        await asyncio.to_thread(thread.join, 2.0)


async def processes(
    where: Where, clock: Clock, judge: Callable[[Registered], Life]
) -> AsyncGenerator[Event]:
    """The live registry, whenever it differs."""
    before: Registry | None = None
    while True:
        now = look_at_processes(where.home.sessions, judge)
        if now != before:
            before = now
            yield Lives(registry=now)
        await clock.sleep(REGISTRY_S)


async def surroundings(where: Where, clock: Clock, fleet: Fleet) -> AsyncGenerator[Event]:
    """Branches and status files around the directories in which agents work."""
    before: dict[str, Place] = {}
    claimed: dict[str, Claims] = {}
    while True:
        cwds = fleet.known.cwds()
        now = places(cwds)
        if now != before:
            before = now
            yield Placed(places=now)
        files, missing = look_at_files(roots(now), where.coordination_dir)
        latest = claims(files, missing, claimed, clock.now(), LIMITS)
        if latest != claimed:
            claimed = latest
            yield Claimed(claims=tuple(latest.values()))
        await clock.sleep(PLACES_S)


async def tokens(where: Where, clock: Clock, fleet: Fleet) -> AsyncGenerator[Event]:
    """Tokens by transcript, brought up to date beside the loop."""
    seen = -1
    while True:
        heard = fleet.known.heard
        if heard != seen:
            seen = heard
            found = await asyncio.to_thread(walk, where.home.projects)
            sums = await asyncio.to_thread(spent, where, found.files)
            yield spending(sums, fleet.known.transcripts.values(), clock.now())
            yield surveyed(where, found, fleet.known.survey.left_out)
        await clock.sleep(TOKENS_S)


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
