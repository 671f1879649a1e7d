"""`groundstop status`: the fleet without a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from core.errors import Misuse
from core.fleet.assemble import glance
from tui.commands.looking import folder_of, grounded, look, scope
from tui.commands.progress import telling
from tui.twins.plain import line, plain
from tui.twins.status import status, written

if TYPE_CHECKING:
    from core.model.frame import Frame
    from tui.commands.hot import StatusWanted

NEEDS_A_LOOK = 3
LONGEST_WATCH = 86400


def run(asked: StatusWanted) -> int:
    """Print the fleet, once or every so many seconds; exit code 3 if `--check` finds something."""
    if sum((asked.json, asked.plain, asked.line)) > 1:
        raise Misuse("status: choose one of --json, --plain and --line.")
    if not asked.watch:
        frame = show(asked)
        return NEEDS_A_LOOK if asked.check and frame.needing_a_look else 0
    pause = _seconds(asked.watch)
    import asyncio  # noqa: PLC0415, only where it waits

    async def again() -> None:
        clock = look(asked).clock
        while True:
            show(asked)
            sys.stdout.flush()
            await clock.sleep(pause)

    asyncio.run(again())
    return 0


def show(asked: StatusWanted) -> Frame:
    """Look once and print it."""
    found = look(asked)
    wanted = scope(asked.since, everything=asked.all, here_only=asked.here, found=found)
    at = found.clock.now()
    with telling() as told:
        fleet = glance(found.where, wanted, at, found.judge(), found.limits, told=told)
    folder = folder_of(asked.state_dir, read_only=asked.read_only)
    grounded(fleet, found, folder, at)
    frame = fleet.frame(at)
    if asked.json:
        sys.stdout.write(written(status(frame)))
    elif asked.line:
        sys.stdout.write(line(frame) + "\n")
    else:
        sys.stdout.write(plain(frame))
    if not (asked.since or asked.all or asked.here or asked.read_only or asked.watch):
        from tui.commands.stand import keep  # noqa: PLC0415, only for the usual scope

        sys.stdout.flush()
        keep(found, fleet, at, folder_of(asked.state_dir))
    return frame


def _seconds(text: str) -> float:
    try:
        pause = float(text)
    except ValueError:
        pause = 0
    if not 0 < pause <= LONGEST_WATCH:
        raise Misuse(f"--watch {text}: expected seconds between two looks, such as 5.")
    return pause
