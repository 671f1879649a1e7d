"""The dashboard as a program of its own, which plays the acts that come in by a pipe.

python -m tests.tui.pty_stage DESCRIPTOR
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import sys
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.command import CommandInput, CommandList, CommandPalette
from textual.widget import Widget

from core.model.frame import Unread
from core.model.ground import Ground
from tests import run_scenes, scenes
from tests.preflight_scenes import TOO_MANY
from tests.result_scenes import MIXED
from tests.tui.pty_reader import Act
from tui import palette
from tui.app import Tui
from tui.dialogs.answer import AnswerDialog
from tui.dialogs.copy import CopyMenu
from tui.dialogs.stop import StopDialog
from tui.doors import room_named
from tui.keys import GRID
from tui.present.glyphs import ASCII
from tui.screens.agent import AgentRoom
from tui.screens.dashboard import Dashboard
from tui.screens.help import HelpRoom
from tui.screens.preflight import PreflightRoom
from tui.widgets import paint

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.pilot import Pilot
    from textual.screen import Screen

    from core.model.frame import Frame

PATIENCE_S = 60
PAGES = ("runs", "journal", "results", "escalations")
_CAST = tuple(one for one in scenes.BUSY.agents if one.name in ("ws-reconnect", "shop fan-out"))
FULL = replace(
    scenes.WATCHED,
    agents=tuple(replace(one, claims=scenes.CLAIMS) for one in (*scenes.BUSY.agents[:7], *_CAST)),
    mass_stall=scenes.MASS_STALL.mass_stall,
    unread=Unread(lines=3, files=2, places=("/root",)),
    ground=replace(
        run_scenes.NEEDY.ground, tasks=run_scenes.FAN_GROUND.tasks[:12], halts=run_scenes.HELD.halts
    ),
)
"""A frame in which every text there can be is there."""
BARE = (scenes.NO_AGENTS, scenes.NO_CLAUDE, scenes.LOADING)
HARMLESS = paint.harmless


class Spoiler:
    """Puts hostile texts in place of all others; what was the same text stays the same."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = itertools.cycle(texts)
        self._known: dict[str, str] = {}

    def text(self, before: str) -> str:
        """Give the text that stands for another."""
        if before not in self._known:
            self._known[before] = f"{next(self._texts)}{len(self._known)}"
        return self._known[before]

    def noun(self, noun: Any) -> Any:  # noqa: ANN401, nouns of all kinds
        """Give a noun with other texts, down to its last part."""
        if isinstance(noun, str):
            return noun if isinstance(noun, Enum) else self.text(noun)
        if isinstance(noun, tuple):
            members = [self.noun(part) for part in noun]
            return type(noun)(*members) if hasattr(noun, "_fields") else tuple(members)
        if not is_dataclass(noun):
            return noun
        parts = {field.name: getattr(noun, field.name) for field in fields(noun)}
        unsaid = {field.name: "" for field in fields(noun) if field.type == "str | None"}
        filled = {name: unsaid.get(name) if part is None else part for name, part in parts.items()}
        spoilt = {name: self.noun(part) for name, part in filled.items()}
        return replace(cast("Any", noun), **spoilt)


class Stage(Tui):
    """The dashboard, played by acts instead of a person."""

    def __init__(self, acts: int) -> None:
        environment = {"HOME": "/home/ada", "LANG": "C.UTF-8"}
        super().__init__(submit=lambda _: None, environment=environment)
        self._acts = os.fdopen(acts, encoding="utf-8")
        self._seen: set[str] = set()
        self._usual = self.manner

    def copy_to_clipboard(self, text: str) -> None:
        """Leave the clipboard alone: the only sequence that a person asks for by a key."""

    async def perform(self, pilot: Pilot[Any]) -> None:
        """Play each act as it comes; leave when there are no more."""
        while line := await asyncio.to_thread(self._acts.readline):
            signal.alarm(PATIENCE_S)
            act = Act(**json.loads(line))
            glyphs = ASCII if act.is_ascii else self._usual.glyphs
            self.manner = replace(self._usual, glyphs=glyphs)
            while self.size != tuple(act.size):
                await pilot.pause(0.005)
            self._wall(_as_it_is if act.is_raw else HARMLESS)
            await self._play(pilot, act)
            driver = self._driver
            assert driver is not None
            driver.write(f"{act.mark}{json.dumps(sorted(self._seen))}{act.mark}")
        self._acts.close()
        self.exit()

    async def _play(self, pilot: Pilot[Any], act: Act) -> None:
        """Play the scenes of an act, all with the same frame."""
        if not act.scenes:
            return
        spoiler = Spoiler(act.texts)
        frame: Frame = spoiler.noun(FULL)
        named = [
            replace(one, name=name) for one, name in zip(frame.agents, act.names, strict=False)
        ]
        self.frame = replace(frame, agents=(*named, *frame.agents[len(named) :]))
        for scene in act.scenes:
            await getattr(self, f"play_{scene}")(pilot, spoiler, act)
        await self._draw(pilot)

    def _wall(self, harmless: Callable[..., str]) -> None:
        """Let the widgets write what this gives, and forget what they wrote before."""
        if harmless is not paint.harmless:
            for module in (paint, palette):
                vars(module)["harmless"] = harmless
            for one in self._dashboard.query():
                one.notify_style_update()
                one.refresh()

    async def play_dashboard(self, pilot: Pilot[Any], spoiler: Spoiler, act: Act) -> None:
        """Show all agents, then in groups."""
        del spoiler, act
        await self._draw(pilot)
        self._dashboard.action_group()
        await self._draw(pilot)

    async def play_filter(self, pilot: Pilot[Any], spoiler: Spoiler, act: Act) -> None:
        """Type a filter, then set texts as one; they let nobody through."""
        del spoiler
        box = self._dashboard.box
        box.open("cart")
        await self._draw(pilot)
        for text in ("".join(act.texts[:6]), "state:" + "".join(act.texts[6:])):
            box.put(text)
            await self._draw(pilot)
        box.put("")
        await self._draw(pilot)

    async def play_agent(self, pilot: Pilot[Any], spoiler: Spoiler, act: Act) -> None:
        """Go into the room of the agent that is followed."""
        del spoiler, act
        self.push_screen(AgentRoom(self.frame.tail_of))
        await self._draw(pilot)
        self.pop_screen()

    async def play_copy(self, pilot: Pilot[Any], spoiler: Spoiler, act: Act) -> None:
        """Ask what to copy of an agent."""
        del spoiler, act
        self.push_screen(CopyMenu(self.frame.agents[0]))
        await self._draw(pilot)
        self.pop_screen()

    async def play_runs(self, pilot: Pilot[Any], spoiler: Spoiler, act: Act) -> None:
        """Show all runs, what was decided, what came of it, and the question before a stop."""
        del act
        task = self.frame.ground.tasks[0]
        self.results = replace(spoiler.noun(MIXED), run=task.run)
        rooms: tuple[Screen[Any], ...] = (
            *(room_named(name)() for name in PAGES),
            AnswerDialog(task.id, task.because),
            *(StopDialog(task.id, task.branch, unsaved) for unsaved in (0, 3)),
        )
        for room in rooms:
            self.push_screen(room)
            await self._draw(pilot)
            self.pop_screen()
        frame, self.frame = self.frame, replace(self.frame, ground=Ground(trouble=task.because))
        for name in PAGES:
            self.push_screen(room_named(name)())
            await self._draw(pilot)
            self.pop_screen()
        self.frame = frame

    async def play_toast(self, pilot: Pilot[Any], spoiler: Spoiler, act: Act) -> None:
        """Copy the name of the agent under the cursor."""
        del spoiler, act
        self._dashboard.action_copy()
        while not isinstance(self.screen, CopyMenu):
            await pilot.pause(0.005)
        await self.screen.run_action("choose('name')")
        while not self._notifications:
            await pilot.pause(0.005)
        await self._draw(pilot)
        self.clear_notifications()
        await self._draw(pilot)

    async def play_paste(self, pilot: Pilot[Any], spoiler: Spoiler, act: Act) -> None:
        """Paste the texts into the filter box."""
        del spoiler
        box = self._dashboard.box
        box.open("")
        for text in act.texts:
            self.post_message(events.Paste(text))
        await self._draw(pilot)
        box.put("")
        await self._draw(pilot)

    async def play_help(self, pilot: Pilot[Any], spoiler: Spoiler, act: Act) -> None:
        """Explain keys that a person has bound to anything."""
        del act
        ids = [binding.id or "" for binding in GRID]
        self.push_screen(HelpRoom({id_: spoiler.text(id_) for id_ in ids}))
        await self._draw(pilot)
        self.pop_screen()

    async def play_preflight(self, pilot: Pilot[Any], spoiler: Spoiler, act: Act) -> None:
        """Show a calculation, all of it."""
        del act
        self.push_screen(PreflightRoom(spoiler.noun(TOO_MANY), lambda _: None))
        await self._draw(pilot)
        await self.screen.run_action("turn(30)")
        await self._draw(pilot)
        self.pop_screen()

    async def play_palette(self, pilot: Pilot[Any], spoiler: Spoiler, act: Act) -> None:
        """Look for agents by a letter of their names."""
        del spoiler, act
        self.action_command_palette()
        await self._search(pilot, "e")

    async def play_palette_paste(self, pilot: Pilot[Any], spoiler: Spoiler, act: Act) -> None:
        """Paste a text into the palette."""
        del spoiler
        self.action_command_palette()
        await self._draw(pilot)
        self.post_message(events.Paste(act.texts[0]))
        while not self.screen.query_one(CommandInput).value:
            await pilot.pause(0.005)
        await self._draw(pilot)
        self.pop_screen()

    async def _search(self, pilot: Pilot[Any], text: str) -> None:
        await self._draw(pilot)
        assert isinstance(self.screen, CommandPalette)
        self.screen.query_one(CommandInput).value = text
        while not self.screen.query_one(CommandList).option_count:
            await pilot.pause(0.005)
        await self._draw(pilot)
        self.pop_screen()

    async def play_bare(self, pilot: Pilot[Any], spoiler: Spoiler, act: Act) -> None:
        """Show what stands there without agents."""
        del act
        for frame in BARE:
            self.frame = spoiler.noun(frame)
            await self._draw(pilot)

    async def _draw(self, pilot: Pilot[Any]) -> None:
        """Let everything be drawn, and note what is seen."""
        for _ in range(2):
            await pilot.pause(0)
        seen = {*self.screen_stack, *self.screen._compositor.visible_widgets}
        kinds = {kind for one in seen for kind in type(one).__mro__ if issubclass(kind, Widget)}
        self._seen |= {f"{kind.__module__}.{kind.__qualname__}" for kind in kinds}

    @property
    def _dashboard(self) -> Dashboard:
        assert isinstance(self.screen_stack[0], Dashboard)
        return self.screen_stack[0]


def _as_it_is(text: str, *, is_ascii: bool = False) -> str:
    del is_ascii
    return text


if __name__ == "__main__":
    signal.alarm(PATIENCE_S)
    stage = Stage(int(sys.argv[1]))
    stage.run(auto_pilot=stage.perform)
