"""The app: frames come down to its rooms, their orders go up."""

from __future__ import annotations

import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events, on, work
from textual.app import App
from textual.reactive import var

import styles
from core.clean import clean, redact
from core.model.frame import EMPTY, Frame
from core.model.orders import Drain, Halt, Play, Refresh, Slots, Snapshot
from core.model.pace import TOP
from core.model.results import NO_RESULTS, Results
from tui.doors import room_named
from tui.keys import APP
from tui.present.glyphs import Manner, glyphs_for
from tui.present.orders.stopping import aimed, ending, telling
from tui.present.runs.spawn import NOT_OURS
from tui.present.spans import TONES
from tui.present.view.wishes import Grouping
from tui.room import Room
from tui.screens.dashboard import Dashboard
from tui.terminal import Terminal
from tui.theme import DARK, THEMES, theme_for, themed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from datetime import tzinfo

    from textual.binding import BindingType
    from textual.command import Provider
    from textual.notifications import SeverityLevel
    from textual.screen import Screen
    from textual.types import CSSPathType

    from core.model.ground import TaskSeen
    from core.model.orders import Order


def _palette() -> type[Provider]:
    from tui.palette import Palette  # noqa: PLC0415, not before the first paint

    return Palette


INTERRUPTED = 130
"""What a shell says of a program that Ctrl+C has ended."""
REPORT = 100_000
"""Characters of a report about a mistake of ours, at most."""


class Tui(App[None]):
    """The terminal dashboard."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(TONES)
    """Here and not in the rooms, whose styles are computed anew whenever their classes change."""

    TITLE = "groundstop"
    CSS_PATH: ClassVar[CSSPathType | None] = list(styles.SHEETS)
    BINDINGS: ClassVar[list[BindingType]] = [*APP]
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_palette}
    ENABLE_COMMAND_PALETTE = True
    NOTIFICATION_TIMEOUT = 4

    frame: var[Frame] = var(EMPTY)
    """The latest picture of the fleet; every room follows it."""
    results: var[Results] = var(NO_RESULTS)
    """What the run that was asked about has brought home."""
    manner: var[Manner] = var(Manner())
    """How this terminal wants to be spoken to."""

    def __init__(  # noqa: PLR0913 - what a person may set, and nothing else
        self,
        frames: AsyncIterator[Frame] | None = None,
        *,
        submit: Callable[[Order], None],
        theme: str = "auto",
        glyphs: str = "auto",
        grouping: str = "none",
        keymap: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        zone: tzinfo | None = None,
        color_system: str | None = None,
        first: Frame = EMPTY,
        room: Callable[[], Screen[None]] | None = None,
    ) -> None:
        environment = environment or {}
        has_colour = "NO_COLOR" not in environment
        super().__init__(driver_class=Terminal, ansi_color=None if has_colour else True)
        self._frames = frames
        self._submit = submit
        self._room = room
        self._keys = dict(keymap or {})
        self.set_reactive(Tui.frame, first)
        self._grouping = Grouping(grouping)
        for name, colours in THEMES.items():
            self.register_theme(themed(name, colours))
        colours_known = color_system or self.console.color_system
        self._dress(theme_for(theme, colours_known, has_colour=has_colour))
        self.manner = Manner(
            glyphs=glyphs_for(glyphs, environment),
            is_smooth=colours_known == "truecolor" and self.theme != "terminal",
            zone=zone,
            home=environment.get("HOME", ""),
        )

    def _dress(self, theme: str) -> None:
        """Wear a theme from the beginning: later, all sheets would be read twice more."""
        self.set_reactive(Tui.theme, theme)
        is_dark = self.current_theme.dark
        classes = {f"-theme-{theme}": True, "-dark-mode": is_dark, "-light-mode": not is_dark}
        self.update_classes(classes, update=False)
        self._refresh_truecolor_filter(self.ansi_theme)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_default_screen(self) -> Screen[None]:
        """Begin with all agents, or with the room that was asked for."""
        return Dashboard(self._grouping) if self._room is None else self._room()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give every meaning a colour, also in themes that are not ours."""
        return dict(DARK)

    def on_mount(self) -> None:
        """Begin to follow the frames."""
        self.set_class(self.manner.glyphs.is_ascii, "-ascii")
        self.set_keymap(self._keys)
        if self._frames is not None:
            self.call_after_refresh(self.follow, self._frames)

    def _fatal_error(self) -> None:
        """End after a mistake of ours: where it happened, and nobody's texts.

        Textual's own report prints the values of all local variables, and with them whatever an
        agent has written or a person has typed.
        """
        self.bell()
        told = redact(clean(traceback.format_exc(), limit=REPORT, lines=True))
        self._exit_renderables.append(Text(told))
        self._close_messages_no_wait()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Say something for a moment, in words that no terminal obeys."""
        safe = clean(message, lines=True)
        super().notify(safe, title=title, severity=severity, timeout=timeout, markup=markup)

    async def on_event(self, event: events.Event) -> None:
        """Let in only what can be drawn: an input shows what is pasted as it is."""
        if isinstance(event, events.Paste):
            event.text = clean(event.text, lines=True)
        await super().on_event(event)

    def watch_theme(self) -> None:
        """Draw gradients only in themes that have them."""
        is_smooth = self.manner.is_smooth and self.theme != "terminal"
        self.manner = replace(self.manner, is_smooth=is_smooth)

    @work(group="frames")
    async def follow(self, frames: AsyncIterator[Frame]) -> None:
        """Show the latest frame, for as long as there are frames."""
        async for frame in frames:
            with self.batch_update():
                self.frame = frame

    @on(Room.Ordered)
    def hand_over(self, event: Room.Ordered) -> None:
        """Hand an order to whoever carries it out."""
        self._submit(event.order)

    def action_interrupt(self) -> None:
        """Leave as whoever is interrupted does."""
        self.exit(return_code=INTERRUPTED)

    def action_open_agent(self, key: str) -> None:
        """Go into one agent's room."""
        from tui.screens.agent import AgentRoom  # noqa: PLC0415, not before the first paint

        self.push_screen(AgentRoom(key))

    def action_theme(self, name: str) -> None:
        """Change the colours."""
        self.theme = name

    def action_snapshot(self, redact: bool) -> None:  # noqa: FBT001 - from a key's action
        """Ask for a picture."""
        self._submit(Snapshot(redact))

    def action_halt(self) -> None:
        """Let no further agent of a run start, or lift that hold: only what we start is held."""
        ground = self.frame.ground
        is_on = not ground.is_held_by_operator
        if is_on and not ground.is_unfinished:
            self.notify(NOT_OURS, timeout=8)
            return
        self._submit(Halt(is_on))

    def action_slots(self, more: int) -> None:
        """Let more or fewer agents of a run work at a time; who works goes on."""
        ground = self.frame.ground
        if not ground.is_unfinished:
            self.notify(NOT_OURS, timeout=8)
            return
        if ground.most < min(TOP, ground.allowed + more):
            self.notify(f"{ground.most} agents at a time are safe by the pre-flight: no more.")
            return
        self._submit(Slots(min(TOP, max(0, ground.allowed + more))))

    def action_drain(self) -> None:
        """Let no further agent start and the engine end with the last, or let them start again."""
        ground = self.frame.ground
        is_on = not ground.is_draining
        if is_on and not ground.is_unfinished:
            self.notify(NOT_OURS, timeout=8)
            return
        self._submit(Drain(is_on))

    def action_stop(self) -> None:
        """Ask for the end of the task under the cursor, or say why there is nothing to stop."""
        self._order_about(ending)

    def action_tell(self) -> None:
        """Ask for words to the task under the cursor, or say why nobody listens."""
        self._order_about(telling)

    def _order_about(self, what: Callable[[TaskSeen], Order | str]) -> None:
        room = self.screen if isinstance(self.screen, Room) else None
        key = room.pointed if room is not None else ""
        agent = next((one for one in self.frame.agents if one.key == key), None)
        task = aimed(agent, self.frame, room.subject if room is not None else "")
        found = task if isinstance(task, str) else what(task)
        if isinstance(found, str):
            self.notify(found, timeout=8)
        else:
            self._submit(found)

    async def ask_words(self, task: str, question: str, *, again: bool = False) -> str | None:
        """Ask a person what an agent is to be told; from a worker. None: nothing is to be done."""
        from tui.dialogs.answer import AnswerDialog  # noqa: PLC0415, not before the first paint

        return await self.push_screen_wait(AnswerDialog(task, question, again=again))

    async def confirm_stop(self, task: str, branch: str, unsaved: int | None) -> bool:
        """Ask a person whether a task is to be stopped; from a worker."""
        from tui.dialogs.stop import StopDialog  # noqa: PLC0415, not before the first paint

        answer = await self.push_screen_wait(StopDialog(task, branch, unsaved))
        return answer is True

    def action_enter(self, name: str) -> None:
        """Go into a room, unless this is it."""
        room = room_named(name)
        if not isinstance(self.screen, room):
            self.push_screen(room())

    def action_play(self, how: str) -> None:
        """Move the play that is shown, or say that there is none."""
        if self.frame.playing is None:
            self.notify("This is live: only a replay or the demo can be paused.", markup=False)
            return
        self._submit(Play(how))

    def action_renew(self) -> None:
        """Ask to look at everything again, and draw the screen anew."""
        self._submit(Refresh())
        self.refresh(layout=True)

    def action_help(self) -> None:
        """Show what every key does."""
        from tui.screens.help import HelpRoom  # noqa: PLC0415, not before the first paint

        if not isinstance(self.screen, HelpRoom):
            self.push_screen(HelpRoom(self._keys))
