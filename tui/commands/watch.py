"""`groundstop` and `groundstop watch`: the dashboard, live."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Misuse
from core.fleet.claims.watch import reported
from core.fleet.follow import Follower
from core.fleet.frames import Fleet
from core.fleet.observer import Observer
from core.fleet.watch import processes, shown, surroundings, tokens, transcripts
from core.model.frame import EMPTY, Frame, Scope
from core.worktrees.watch import place
from tui.commands.desk import Desk
from tui.commands.diary import diary
from tui.commands.looking import folder_of, look, scope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.clock import Clock
    from core.model.process import Life, Registered
    from core.model.where import StateFolder, Where
    from tui.commands.hot import StatusWanted
    from tui.commands.looking import Look


SETTLED_S = 3.0
"""Seconds after which all that is to stay has been loaded."""


def run(asked: StatusWanted) -> int:
    """Open the dashboard, or print the fleet once where there is no terminal to draw on."""
    if not can_draw():
        from tui.commands import status  # noqa: PLC0415, only without a terminal

        return status.run(asked)
    found = look(asked)
    if found.settings.keys:
        _check(found.settings.keys)
    wanted = scope(asked.since, everything=asked.all, here_only=asked.here, found=found)
    gc.disable()
    with diary(asked):
        folder = folder_of(asked.state_dir, read_only=asked.read_only)
        narrow = not asked.all and not asked.here
        return asyncio.run(live(found, wanted, folder, narrow=narrow, orders=not asked.read_only))


def _check(chosen: Mapping[str, str]) -> None:
    """Refuse keys that cannot be had, before anything is drawn."""
    from tui.commands.keys import faults  # noqa: PLC0415, only for who has changed keys

    mistake = next(iter(faults(chosen)), None)
    if mistake is not None:
        raise Misuse(mistake)


def can_draw() -> bool:
    """Whether both ends are a terminal that understands more than plain text."""
    is_terminal = sys.stdout.isatty() and sys.stdin.isatty()
    return is_terminal and os.environ.get("TERM", "dumb") not in ("", "dumb")


async def live(
    found: Look, wanted: Scope, folder: StateFolder, *, narrow: bool, orders: bool
) -> int:
    """Run the observer with the dashboard as its guest; nothing outlives this."""
    repository = place(str(Path.cwd())).repository
    fleet = Fleet(found.limits, Scope(since=wanted.since))
    if wanted.repository or (narrow and repository):
        fleet.look_at(Scope(since=wanted.since, repository=wanted.repository or repository))
    where = replace(found.where, here=repository)
    observer = observe(where, found.clock, found.judge(), fleet, folder)
    first = remembered(found.where, found.clock, fleet)
    cache = found.where.cache
    told = f"{cache}/told" if cache else ""
    mine = folder if orders and found.is_now else None
    desk = Desk(fleet, settings=found.settings, repository=repository, told=told, folder=mine)
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(observer.run()), tasks.create_task(_settle(found.clock))]
        code = await desk.open(observer.frames(), first)
        for task in running:
            task.cancel()
    return code


async def _settle(clock: Clock) -> None:
    """Search for garbage once all is loaded, and then no more in what stays.

    A search through all agents takes a tenth of a second, in which nothing is drawn; before the
    first picture it would find nothing.
    """
    await clock.sleep(SETTLED_S)
    gc.collect()
    gc.freeze()
    gc.enable()


def remembered(where: Where, clock: Clock, fleet: Fleet) -> Frame:
    """The fleet as the index knows it, to be drawn before anything is searched."""
    fleet.follower = Follower(where, fleet.scope, clock)
    for event in fleet.follower.remember():
        fleet.fold(event, clock.now())
    return fleet.frame(clock.now()) if fleet.known.transcripts else EMPTY


def observe(
    where: Where,
    clock: Clock,
    judge: Callable[[Registered], Life],
    fleet: Fleet,
    folder: StateFolder | None = None,
) -> Observer:
    """An observer with all sources of a live picture."""
    sources = [
        transcripts(where, clock, fleet),
        processes(where, clock, judge),
        surroundings(clock, fleet),
        reported(where, clock, fleet),
        tokens(where, clock, fleet),
        shown(clock, fleet),
    ]
    if folder is not None:
        from core.runs.watch import grounds  # noqa: PLC0415, only for who may have runs

        sources.append(grounds(folder, clock))
    return Observer(clock, fleet, sources)
