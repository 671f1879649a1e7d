"""Status files, as soon as they change; where they cannot be watched they are polled (S4-07)."""

from __future__ import annotations

import asyncio
import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from core.files.watch import ear
from core.fleet.assemble import roots
from core.handoffs.progress import claims
from core.handoffs.watch import look
from core.model.events import Claimed
from core.model.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

    from core.clock import Clock
    from core.fleet.frames import Fleet
    from core.model.handoff import Claims
    from core.model.where import Where

ROUND_S = 2.0
"""Between two looks at the ages of files, and for folders that are new."""
STATUS_S = 30.0
"""Everything is read again so often, watched or not: network mounts tell of nothing (S4-07)."""
LOOK_S = 0.25
"""Between two looks at whether anything has changed."""
INSIDE, KINDS = ("", "/agent-status", "/handoffs"), (".json", ".txt")
DEBOUNCE_MS, STEP_MS, TIMEOUT_MS = 100, 20, 5000


async def reported(where: Where, clock: Clock, fleet: Fleet) -> AsyncGenerator[Claimed]:
    """What the status files claim around the directories in which agents work."""
    claimed: dict[str, Claims] = {}
    files, missing = look(())
    folders, read_at = Folders(), float("-inf")
    try:
        while True:
            tops = roots(fleet.known.places) | ({where.here} if where.here else set())
            folders.follow(_layout(tops, where.coordination_dir))
            now = clock.monotonic()
            if folders.have_changed or now - read_at >= (ROUND_S if folders.are_deaf else STATUS_S):
                folders.seen()
                read_at = now
                files, missing = look(tops, where.coordination_dir)
            slept = fleet.known.slept
            latest = claims(files, missing, claimed, clock.now(), LIMITS, slept=slept)
            if latest != claimed:
                claimed = latest
                yield Claimed(claims=tuple(latest.values()))
            await clock.sleep(LOOK_S)
            while not folders.have_changed and clock.monotonic() - now < ROUND_S:
                await clock.sleep(LOOK_S)
    finally:
        await folders.close()


class Folders:
    """Tells whether a file right inside some folders has changed."""

    def __init__(self) -> None:
        self._folders: frozenset[str] = frozenset()
        self._changed, self._stop = threading.Event(), threading.Event()
        self._listening: asyncio.Future[None] | None = None

    def follow(self, folders: frozenset[str]) -> None:
        """Watch these from now on; others than before have changed."""
        if folders == self._folders:
            return
        self._stop.set()
        self._folders, self._stop = folders, threading.Event()
        self._changed.set()
        loop = asyncio.get_running_loop()
        self._listening = (
            loop.run_in_executor(None, self._listen, folders, self._stop) if folders else None
        )

    @property
    def have_changed(self) -> bool:
        """Whether somebody has written since the last look, as far as they can be watched."""
        return self._changed.is_set()

    @property
    def are_deaf(self) -> bool:
        """Whether they cannot be watched."""
        return self._listening is not None and self._listening.done()

    def seen(self) -> None:
        """Note that somebody looks now."""
        self._changed.clear()

    async def close(self) -> None:
        """Watch nothing any more."""
        self._stop.set()
        if self._listening is not None:
            await asyncio.wait([self._listening])

    def _listen(self, folders: Iterable[str], stop: threading.Event) -> None:
        """Say so where something is written; it ends where they cannot be watched any more.

        That is a limit of the machine's, a name that is not UTF-8, a folder that has gone.
        """
        with (
            suppress(OSError, RuntimeError, ValueError),
            ear(folders, is_recursive=False) as watcher,
        ):
            self._changed.set()  # what was written before the watch began
            while not stop.is_set():
                said = watcher.watch(DEBOUNCE_MS, STEP_MS, TIMEOUT_MS, stop)
                if isinstance(said, set) and any(path.endswith(KINDS) for _, path in said):
                    self._changed.set()


def _layout(tops: Iterable[str], folder: str) -> frozenset[str]:
    """Give the folders of S4's layout that are there."""
    every = (f"{top}/{folder}{inside}" for top in tops for inside in INSIDE)
    return frozenset(one for one in every if os.path.isdir(one))
