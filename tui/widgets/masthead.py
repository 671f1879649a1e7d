"""The first line: whose fleet, how it is, how old the picture is, what time it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import var
from textual.widget import Widget

from core.model.frame import EMPTY, Frame
from tui.present.fleet import masthead, time_of_day
from tui.present.glyphs import Manner
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from tui.present.spans import Line


class Masthead(Widget):
    """Scope, counts, age; the clock stands apart, so that a second costs a few bytes."""

    frame: var[Frame] = var(EMPTY)
    manner: var[Manner] = var(Manner())
    frozen: var[float | None] = var(None)
    """For how many seconds the picture has been held, or None while it is live."""

    def compose(self) -> ComposeResult:
        """Put the clock on the right."""
        yield Standing().data_bind(Masthead.frame, Masthead.manner, Masthead.frozen)
        yield Clock().data_bind(Masthead.frame, Masthead.manner)


class Standing(Lines):
    """How the fleet stands."""

    TELLS_TIME = True

    frozen: var[float | None] = var(None)

    def watch_frozen(self) -> None:
        """Say that the picture is held."""
        self.renew()

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the line."""
        del height
        return (masthead(self.frame, self.manner, width, frozen=self.frozen),)


class Clock(Lines):
    """The time at which the picture is true."""

    TELLS_TIME = True

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the line."""
        del height
        return (time_of_day(self.frame, self.manner, width),)
