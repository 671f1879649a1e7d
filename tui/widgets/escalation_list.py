"""The escalation queue with a cursor, and below it what is known of the task under that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import var

from tui.present.orders.escalations import details, headline, nobody
from tui.present.spans import Line, Span, Tone
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from core.model.escalation import Escalation


class EscalationList(Lines):
    """At most half of the page is the queue; the rest is for the one that is looked at."""

    TELLS_TIME = True

    chosen: var[str] = var("")
    """The key of the task under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self._of: object = None
        self._queue: tuple[Escalation, ...] = ()
        self._top = 0

    @property
    def queue(self) -> tuple[Escalation, ...]:
        """Who waits, put together anew only when the engine's state is another."""
        ground = self.frame.ground
        if self._of is not ground:
            self._of, self._queue = ground, ground.escalations
            if self.chosen not in [one.task.key for one in self._queue]:
                first = self._queue[0].task.key if self._queue else ""
                self.set_reactive(EscalationList.chosen, first)
        return self._queue

    def watch_chosen(self) -> None:
        """Show where the cursor is."""
        self.renew()

    def move(self, rows: int) -> None:
        """Move the cursor by so many tasks."""
        keys = [one.task.key for one in self.queue]
        if keys:
            here = keys.index(self.chosen) if self.chosen in keys else 0
            self.chosen = keys[min(max(here + rows, 0), len(keys) - 1)]

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the part of the queue that is in sight, a rule, and the chosen one."""
        if not self.queue:
            return nobody(self.frame)
        here = next(n for n, one in enumerate(self.queue) if one.task.key == self.chosen)
        room = max(min(len(self.queue), height // 2), 1)
        self._top = max(min(self._top, here), here - room + 1)
        self._top = min(self._top, len(self.queue) - room)
        name = min(max(len(one.task.id) for one in self.queue), max(width // 4, 8))
        at, manner = self.frame.at, self.manner
        lines = [
            headline(one, at, manner, name, is_chosen=one.task.key == self.chosen)
            for one in self.queue[self._top : self._top + room]
        ]
        rule = Line((Span("─" * width, Tone.RULE),))
        return [*lines, rule, *details(self.queue[here], self.frame, manner)]

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go down."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go up."""
        event.stop()
        self.move(-1)
