"""What a page says when it has no agents to show, and when it has no room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import var

from tui.present.notices import nothing, too_small, unmatched
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.present.spans import Line


class Blank(Lines):
    """Why there is nothing here, and what to press."""

    TELLS_TIME = True

    unmatched: var[str] = var("")
    """The filter that lets nobody through."""

    def watch_unmatched(self) -> None:
        """Say it of another filter."""
        self.renew()

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the sentences."""
        del width, height
        if self.unmatched:
            return unmatched(self.unmatched, len(self.frame.agents))
        return nothing(self.frame, self.manner)


class TooSmall(Lines):
    """The polite refusal."""

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the sentences."""
        del width, height
        return too_small(*self.app.size)
