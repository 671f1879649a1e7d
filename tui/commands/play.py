"""`groundstop replay` and `groundstop demo`: a recording, or a scene, through the real pipeline."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from core.clock import ToldClock
from core.errors import Misuse
from core.fleet.frames import Fleet
from core.model.where import ClaudeHome, Where
from core.places import index_mark
from core.rehearsal.act import Player
from core.rehearsal.incidents.scene import demo as scene
from core.rehearsal.watch import recorded
from core.settings.store import settings
from core.settings.watch import working_directory
from tui.commands.desk import Desk
from tui.commands.leaving import carried, tidily
from tui.commands.watch import can_draw, observe
from tui.twins.plain import plain
from tui.twins.status import status, written

if TYPE_CHECKING:
    from core.fleet.observer import Observer
    from core.model.frame import Frame, Notice

LOOP_S = 90.0
"""A demo in a terminal takes this long and begins again."""
SUMMARY_S = 18.0
"""A demo without a terminal takes this long and ends."""
SETTLE_S = 1.5
"""What was written last is seen after this."""
FASTEST = 10_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be played, and how."""

    folder: str = ""
    """A recording; empty: the demo's scene."""
    seed: int = 1
    speed: float | None = None
    once: bool = False
    json: bool = False


def run(wanted: Wanted) -> int:
    """Play it in the dashboard, or tell it in plain lines where there is no terminal."""
    if wanted.speed is not None and not 0 < wanted.speed <= FASTEST:
        raise Misuse(f"--speed {wanted.speed:g}: expected a number above 0, up to {FASTEST:g}.")
    play = recorded(wanted.folder) if wanted.folder else scene(wanted.seed)
    is_told = wanted.json or not can_draw()
    with tidily(), Player(play) as player:
        seconds = SUMMARY_S if is_told else LOOP_S
        natural = 1.0 if wanted.folder and not is_told else max(1.0, player.duration / seconds)
        player.set_speed(wanted.speed or natural)
        if is_told:
            return carried(partial(told, player, wanted))
        return carried(partial(shown, player, wanted))


def staged(player: Player) -> tuple[Fleet, Observer]:
    """An observer of the player's home; what it reads is forgotten with it."""
    home = player.claude_home
    where = Where(home=ClaudeHome(home), cache="", mark=index_mark(home))
    fleet = Fleet()
    return fleet, observe(where, ToldClock(player), player.judge, fleet)


async def shown(player: Player, wanted: Wanted) -> int:
    """In the dashboard; the demo begins again when it has ended, a recording stays at its end."""
    chosen = settings(dict(os.environ), working_directory())
    fleet, observer = staged(player)
    desk = Desk(fleet, settings=chosen, player=player)

    async def again() -> None:
        while True:
            await player.play()
            if wanted.folder or wanted.once:
                return
            player.restart()

    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(observer.run()), tasks.create_task(again())]
        code = await desk.open(observer.frames())
        for task in running:
            task.cancel()
    return code


async def told(player: Player, wanted: Wanted) -> int:
    """In plain lines: what happens as it happens, and how everybody is at the end."""
    _, observer = staged(player)
    latest: list[Frame] = []

    async def listen() -> None:
        seen: set[Notice] = set()
        async for frame in observer.frames():
            latest[:] = [frame]
            if not wanted.json:
                seen = _tell(frame, seen)

    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(observer.run()), tasks.create_task(listen())]
        await player.play()
        await ToldClock(player).sleep(SETTLE_S)
        for task in running:
            task.cancel()
    frame = latest[0]
    sys.stdout.write(written(status(frame)) if wanted.json else "\n" + plain(frame))
    return 0


def _tell(frame: Frame, seen: set[Notice]) -> set[Notice]:
    """Print what is new since the last frame, oldest first."""
    for notice in reversed(frame.notices):
        if notice not in seen:
            word = notice.state.value.replace("_", " ") if notice.state else ""
            sys.stdout.write(f"{notice.at:%H:%M:%S}  {word:<9}  {notice.who:<24}  {notice.text}\n")
    sys.stdout.flush()
    return set(frame.notices)
