"""A room is a screen: frames come down into it, orders go up out of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from textual import events
from textual.message import Message
from textual.reactive import var
from textual.screen import ModalScreen, Screen

from core.model.frame import EMPTY, Frame
from tui.present.glyphs import Manner
from tui.present.notices import LEAST

if TYPE_CHECKING:
    from core.model.orders import Order

Answer = TypeVar("Answer")
PAUSE = timedelta(seconds=0.5)
"""Between two calm pictures, at least; the next frame comes within a second."""


class Room(Screen[Answer], Generic[Answer]):
    """A page of the house."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - the base class annotates it
        (0, "-tiny"),
        (60, "-narrow"),
        (100, "-normal"),
        (160, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012 - likewise
        (0, "-flat"),
        (12, "-low"),
        (20, "-high"),
        (32, "-tall"),
    ]

    frame: var[Frame] = var(EMPTY)
    """The latest picture, for the agents themselves."""
    calm: var[Frame] = var(EMPTY)
    """The same a little later, for all that stands around them: it need not follow every frame."""
    manner: var[Manner] = var(Manner())
    frozen: var[float | None] = var(None)
    """For how many seconds the picture has been held, or None while it is live."""

    def __init__(self) -> None:
        """Begin with the frame and in the size at hand, so that nothing has to be styled twice."""
        super().__init__()
        self._was_shown = False
        self.set_reactive(Room.frame, getattr(self.app, "frame", EMPTY))
        self.set_reactive(Room.calm, self.frame)
        width, height = self.app.size
        width_class = _step(width, self.HORIZONTAL_BREAKPOINTS)
        self.add_class(width_class, _step(height, self.VERTICAL_BREAKPOINTS), update=False)

    @property
    def pointed(self) -> str:
        """The key of the agent that this room's keys are about; empty: of none."""
        return ""

    @property
    def subject(self) -> str:
        """The key of the task that they are about, where the cursor is on a task itself."""
        return ""

    class Ordered(Message):
        """Someone wants something done."""

        def __init__(self, order: Order) -> None:
            super().__init__()
            self.order = order

    def on_mount(self) -> None:
        """Follow the frames and the manner of the app."""
        self.watch(self.app, "manner", self._speak)
        self.watch(self.app, "frame", self._receive)

    async def on_event(self, event: events.Event) -> None:
        """Do not compute all styles anew that were computed a moment ago."""
        if isinstance(event, events.ScreenResume) and not self._was_shown:
            event.refresh_styles, self._was_shown = False, True
        await super().on_event(event)

    def on_resize(self, event: events.Resize) -> None:
        """Refuse politely where nothing can be read."""
        columns, rows = LEAST
        self.set_class(event.size.width < columns or event.size.height < rows, "-too-small")

    def action_freeze(self) -> None:
        """Hold the picture, or go on."""
        self.frozen = 0.0 if self.frozen is None else None
        if self.frozen is None:
            self._receive(getattr(self.app, "frame", EMPTY))

    def _receive(self, frame: Frame) -> None:
        if self.frozen is None:
            self.frame = frame
            at, before = frame.at, self.calm.at
            if at is None or before is None or not timedelta() < at - before < PAUSE:
                self.calm = frame
        elif self.frame.at and frame.at:
            self.frozen = (frame.at - self.frame.at).total_seconds()

    def _speak(self, manner: Manner) -> None:
        self.manner = manner


def _step(size: int, steps: list[tuple[int, str]]) -> str:
    return next(name for least, name in reversed(steps) if size >= least)


class Dialog(Room[Answer | None], ModalScreen[Answer | None], Generic[Answer]):
    """A room that asks one question; it hands back a value or None, and orders nothing itself."""
