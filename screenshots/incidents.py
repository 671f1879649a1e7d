"""Draws the README's two pictures of the quota cliff, from rehearsals that really run."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from take import Shot, drawn, housed

from core.clock import SystemClock, ToldClock
from core.demo.act import World
from core.demo.scripts import Incident, script
from core.fleet.frames import Fleet
from core.model.frame import EMPTY, Frame
from core.processes.liveness import untold
from tui.commands.live import Staged
from tui.commands.played import playing
from tui.commands.watch import observe

if TYPE_CHECKING:
    from core.model.demo import Sight

SIZE = (120, 36)
LOOK = 0.25
LATER = 4.0
"""Seconds from the moment to its picture: the dashboard has seen it then."""
CASCADE = 120
"""Requests refused, by which nearly everybody asks again and again."""


def is_moment(sight: Sight, *, is_bare: bool) -> bool:
    """Whether this is what the picture is of: the retry cascade, or the hold at 80 %."""
    return sight.told.refused > CASCADE if is_bare else bool(sight.holds)


async def pictured(world: World) -> Frame:
    """Run it up to its moment, and give what the dashboard shows then."""
    fleet, clock = Fleet(), SystemClock()
    observer = observe(world.where, ToldClock(world.clock), untold, fleet, world.folder)
    latest = [EMPTY]

    async def listen() -> None:
        async for frame in observer.frames():
            latest[0] = frame

    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(observer.run()), tasks.create_task(listen())]
        await asyncio.to_thread(world.start)
        while not is_moment(await asyncio.to_thread(world.look), is_bare=world.is_bare):
            await clock.sleep(LOOK)
        await clock.sleep(LATER if not world.is_bare else LATER / 2)
        for task in running:
            task.cancel()
    return replace(latest[0], playing=playing(Staged(world)))


def main() -> None:
    """Run both acts, and write a picture of each."""
    for is_bare, name in ((True, "cliff-without"), (False, "cliff-with")):
        with World(script(Incident.CLIFF, 1), is_bare=is_bare) as world:
            frame = housed(asyncio.run(pictured(world)), world.root)
        shot = Shot(name=name, at=0, size=SIZE)
        shot.file.write_text(asyncio.run(drawn(shot, frame)))
        print(shot.file.name)


if __name__ == "__main__":
    main()
