"""Where orders of the dashboard are carried out, and where alarms are told."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.alarms.act import run
from core.alarms.find import alarms
from core.alarms.sequence import sequence
from core.alarms.store import Told
from core.clock import SystemClock
from core.errors import Trouble
from core.model.frame import EMPTY, Scope
from core.model.orders import (
    Asked,
    Collect,
    Hide,
    Order,
    Play,
    Refresh,
    Show,
    Snapshot,
    Widen,
)
from core.places import state_dir
from tui.app import Tui
from tui.commands import leaving
from tui.commands.played import moved, playing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from core.fleet.frames import Fleet
    from core.model.alarm import Alarm
    from core.model.frame import Frame
    from core.model.where import StateFolder
    from core.settings.hot import Settings
    from tui.commands.played import Played

FRESH = timedelta(minutes=15)
"""What is older was either told by somebody or is no news."""
AT_LEAST = timedelta(seconds=0.25)
"""Between two looks for what is worth an alarm; the next frame comes within a second."""
CALL_S = 5.0
"""Seconds between two calls for an engine that is not there."""
FORMATS = ("svg", "png", "md")


class Desk:
    """One dashboard's letterbox: it opens the dashboard and does what is asked in it."""

    def __init__(  # noqa: PLR0913 - what a dashboard stands on
        self,
        fleet: Fleet,
        *,
        settings: Settings,
        repository: str = "",
        told: str = "",
        player: Played | None = None,
        folder: StateFolder | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._fleet = fleet
        self._settings = settings
        self._repository = repository
        self._told = Told(told)
        self._player = player
        self._folder = folder
        self._environment = environment
        self._called = float("-inf")
        self._is_settled = not repository
        self._tui: Tui | None = None
        self._loop = asyncio.get_running_loop()

    async def open(self, frames: AsyncIterator[Frame], first: Frame = EMPTY) -> int:
        """Show the dashboard, `first` at once, until a person leaves it; its exit code."""
        ui = self._settings.ui
        tui = self._tui = Tui(
            self._heard(frames),
            submit=self.submit,
            theme=ui.theme,
            glyphs=ui.glyphs,
            grouping=ui.group,
            keymap=self._settings.keys,
            environment=dict(os.environ),
            first=first,
        )
        if ui.motion == "reduced":
            tui.animation_level = "none"
        code = 0

        def leave(why: int) -> None:
            nonlocal code  # on a terminal that has gone Textual ends with a code of its own
            code = why
            tui.exit(return_code=why)

        async with asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(leaving.watched(SystemClock(), leave))
            await tui.run_async()
            watching.cancel()
        return code or tui.return_code or 0

    def close(self) -> None:
        """Leave the dashboard."""
        if self._tui is not None:
            self._tui.exit()

    def submit(self, order: Order) -> None:
        """Carry one order out."""
        match order:
            case Show(key):
                self._fleet.looked_into = key
            case Hide():
                self._fleet.looked_into = ""
            case Widen(everything):
                if not everything and not self._repository and self._tui is not None:
                    self._tui.notify("All of this machine is shown: there is no repository here.")
                repository = None if everything else self._repository or None
                self._fleet.look_at(Scope(since=self._fleet.scope.since, repository=repository))
            case Refresh():
                if self._fleet.follower is not None:
                    self._fleet.follower.is_asked_anew = True
            case Play(how):
                self._move(how)
            case _:
                if self._tui is not None:
                    self._begin(self._tui, order)

    def _begin(self, tui: Tui, order: Asked | Collect | Snapshot) -> None:
        """Begin what takes its time."""
        match order:
            case Collect(run):
                if self._folder is not None:
                    from tui.commands.gathering import bring  # noqa: PLC0415, only beside a run

                    work = bring(tui, self._folder, run, self._settings.coordination_dir)
                    tui.run_worker(work, exclusive=True, group="results")
            case Snapshot(redact):
                tui.run_worker(self._snapshot(tui, share=redact), exclusive=True)
            case _:
                from tui.commands.errands import run_errand  # noqa: PLC0415, only beside a run

                tui.run_worker(run_errand(tui, self._folder, order))

    async def _heard(self, frames: AsyncIterator[Frame]) -> AsyncIterator[Frame]:
        """Pass the frames on, and tell what in them is worth an alarm."""
        heard = EMPTY
        async for frame in frames:
            yield replace(frame, playing=playing(self._player)) if self._player else frame
            self._settle(frame)
            self._call_engine(frame)
            is_same = frame.agents is heard.agents and frame.mass_stall == heard.mass_stall
            if is_same or _follows_closely(frame, heard):
                continue
            heard = frame
            for alarm in alarms(frame, self._muted()):
                if self._is_news(alarm, frame) and self._told.first(alarm):
                    self._tell(alarm)

    def _settle(self, frame: Frame) -> None:
        """Begin with the whole machine where the repository has no sessions of its own."""
        if self._is_settled or not frame.searched or not (frame.agents or frame.hidden):
            return
        self._is_settled = True
        if not frame.agents and frame.scope.repository:
            self.submit(Widen(all=True))

    def _call_engine(self, frame: Frame) -> None:
        """See that an unfinished run has an engine, whoever killed it (D24)."""
        ground = frame.ground
        if self._folder is None or ground.engine is not None or not ground.wants_engine:
            return
        now = self._loop.time()
        if now - self._called > CALL_S:
            from core.runs.act import call_engine  # noqa: PLC0415, only beside a run

            self._called = now
            call_engine(self._folder, self._environment)

    def _muted(self) -> tuple[str, ...]:
        chosen = self._settings.notifications
        kinds = {"needs_you": chosen.needs_you, "mass_stall": chosen.mass_stall}
        return tuple(kind for kind, is_on in kinds.items() if not is_on)

    def _move(self, how: str) -> None:
        """Pause the play, step it, or change its speed."""
        refusal = moved(self._player, how) if self._player is not None else ""
        if refusal and self._tui is not None:
            self._tui.notify(refusal, markup=False)

    def _is_news(self, alarm: Alarm, frame: Frame) -> bool:
        return frame.at is not None and frame.at - alarm.since < FRESH

    def _tell(self, alarm: Alarm) -> None:
        if self._tui is None or self._player is not None:
            return
        driver = self._tui._driver  # noqa: SLF001, Textual has no other way to send a sequence
        if driver is not None:
            driver.write(sequence(alarm, os.environ))
        if self._settings.notifications.command:
            self._tui.run_worker(self._run(self._tui, alarm))

    async def _run(self, tui: Tui, alarm: Alarm) -> None:
        trouble = await asyncio.to_thread(run, self._settings.notifications.command, alarm)
        if trouble:
            tui.notify(trouble, severity="warning", markup=False)

    async def _snapshot(self, tui: Tui, *, share: bool) -> None:
        """Write a picture of the screen; one to be shared is drawn anew from redacted words."""
        from tui.commands import snapshot  # noqa: PLC0415, slow to load
        from tui.pictures.discreet import discreet, own  # noqa: PLC0415, slow to load
        from tui.pictures.rows import screen_rows  # noqa: PLC0415, slow to load

        frame = tui.frame
        discretion = own() if share else None
        if discretion is None:
            rows = screen_rows(tui)
        else:
            frame = discreet(frame, discretion)
            size = (tui.size.width, tui.size.height)
            rows = await snapshot.posed(frame, size, tui.theme)
        try:
            made = await asyncio.to_thread(snapshot.pictures, frame, rows, FORMATS, discretion)
            folder = self._settings.snapshot_dir or f"{state_dir(dict(os.environ))}/snapshots"
            paths = await asyncio.to_thread(snapshot.written, made, folder, frame, share=share)
        except Trouble as trouble:
            tui.notify(str(trouble), severity="error", markup=False)
            return
        tui.copy_to_clipboard(paths[1])
        names = ", ".join(path.rpartition("/")[2] for path in paths)
        tui.notify(f"Saved {names}. The path of the picture is copied.", markup=False)


def _follows_closely(frame: Frame, heard: Frame) -> bool:
    if frame.at is None or heard.at is None:
        return False
    return timedelta() < frame.at - heard.at < AT_LEAST
