"""What happened last, to the fleet or to one agent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import var

from tui.present.fleet import banners
from tui.present.notices import events
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.present.spans import Line


class Notices(Lines):
    """The last events, newest first."""

    about: var[str] = var("")
    """The key of the only agent whose events are shown; empty: all."""

    def watch_about(self) -> None:
        """Show another agent's events."""
        self.renew()

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the lines that fit."""
        notices = self.frame.notices
        if self.about:
            notices = tuple(notice for notice in notices if notice.key == self.about)
        return events(notices, self.manner, width, height)


class Banner(Lines):
    """What is to be said of the whole fleet; takes no room when there is nothing."""

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the lines."""
        del width, height
        return banners(self.frame, self.manner)
