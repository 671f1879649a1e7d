"""`groundstop demo` where agents really run: on the screen, or told in lines."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from core.clock import SystemClock, ToldClock
from core.demo.act import World
from core.demo.acts import happened
from core.demo.scripts import Incident, hurried, script
from core.fleet.frames import Fleet
from core.model.demo import Act, Sight
from core.processes.liveness import untold
from core.settings.store import settings
from core.settings.watch import working_directory
from tui.commands.desk import Desk
from tui.commands.leaving import carried, tidily
from tui.commands.watch import can_draw, observe
from tui.twins.runs.incident import incident_document, incident_text
from tui.twins.status import written

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_S = 0.5
"""Seconds between two looks at how far it is."""
LINGER_S = 6.0
"""Seconds that the last picture of an act stays before the next begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be run."""

    incident: Incident = Incident.NONE
    seed: int = 1
    speed: float | None = None
    once: bool = False
    """Leave when it is over."""
    json: bool = False


def run(wanted: Wanted) -> int:
    """Run the demo; an incident twice: as it was told, and with groundstop."""
    one = script(wanted.incident, wanted.seed)
    if wanted.speed is not None:
        one = hurried(one, wanted.speed)
    is_drawn = can_draw() and not wanted.json
    acts: list[Act] = []
    with tidily():
        for is_bare in (True, False) if wanted.incident is not Incident.NONE else (False,):
            with World(one, is_bare=is_bare) as world:
                stays = not is_bare and not wanted.once
                act = carried(
                    partial(_shown, world, stays=stays)
                    if is_drawn
                    else partial(_told, world, wanted)
                )
            if act is None:
                break
            acts.append(act)
    if wanted.json:
        sys.stdout.write(written(incident_document(wanted.incident, acts)))
    elif acts:
        sys.stdout.write(incident_text(one.title, acts))
    return 0


class Staged:
    """A world as the dashboard shows a play: it can be hurried, and not be stopped."""

    can_stop = False
    is_playing = True
    duration = 0.0

    def __init__(self, world: World) -> None:
        self._world = world
        self.title = "demo"
        if world.script.incident is not Incident.NONE:
            self.title = "without groundstop" if world.is_bare else "with groundstop"

    @property
    def position(self) -> float:
        """Seconds of the rehearsal since it began."""
        return self._world.position

    @property
    def speed(self) -> float:
        """Seconds of the rehearsal in a second."""
        return self._world.clock.speed

    def set_speed(self, speed: float) -> None:
        """Go on at another speed."""
        self._world.turn(speed)

    def pause(self) -> None:
        """Processes that work are not stopped."""

    def resume(self) -> None:
        """Nor let go on."""

    def step(self) -> None:
        """Nor stepped."""


async def _shown(world: World, *, stays: bool) -> Act | None:
    """In the dashboard, until a person leaves it; None if that is before the end."""
    fleet = Fleet()
    clock = ToldClock(world.clock)
    observer = observe(world.where, clock, untold, fleet, world.folder)
    desk = Desk(
        fleet,
        settings=settings(dict(os.environ), working_directory()),
        player=Staged(world),
        folder=world.folder,
        environment=world.environment,
    )
    found: list[Act] = []

    async def direct() -> None:
        found.append(await _see_through(world, lambda _: None))
        if not stays:
            await SystemClock().sleep(LINGER_S)
            desk.close()

    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(observer.run()), tasks.create_task(direct())]
        await desk.open(observer.frames())
        for task in running:
            task.cancel()
    return found[0] if found else None


async def _told(world: World, wanted: Wanted) -> Act:
    """In lines as it happens; on stderr where stdout is a document's."""
    out = sys.stderr if wanted.json else sys.stdout
    out.write(f"{Staged(world).title}: {world.script.title}\n")

    def say(line: str) -> None:
        out.write(line)
        out.flush()

    return await _see_through(world, say)


async def _see_through(world: World, say: Callable[[str], None]) -> Act:
    """Start it, and follow it to its end."""
    clock, agents = SystemClock(), len(world.script.names)
    before, refused_at_hold = Sight(), None
    await asyncio.to_thread(world.start)
    while True:
        now = await asyncio.to_thread(world.look)
        for what in happened(before, now, agents):
            say(f"T+{now.position / 60:5.1f} min  {what}\n")
        if now.holds and refused_at_hold is None:
            refused_at_hold = now.told.refused
        before = now
        if await asyncio.to_thread(lambda: world.is_over):
            break
        await clock.sleep(LOOK_S)
    return Act(is_bare=world.is_bare, agents=agents, end=before, refused_at_hold=refused_at_hold)
