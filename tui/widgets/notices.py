"""What happened last, to the fleet or to one agent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import var

from tui.present.fleet import banners
from tui.present.notices import events
from tui.present.runs.lights import compact
from tui.present.spans import Line
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence


_ROOM = 112
"""Columns from which a run's checks are shown."""
_GAP = 2
"""Cells between a run and its checks in one line."""


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

    def __init__(self, *, has_checks: bool = True) -> None:
        super().__init__()
        self._has_checks = has_checks

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the lines; the checks before a start stand beside the run, or below it."""
        del height
        lines = banners(self.frame, self.manner)
        if width < _ROOM or not (self._has_checks and self.frame.ground.is_unfinished):
            return lines
        checks = compact(self.frame, self.manner)
        taken = sum(len(span.text) for span in (*lines[0].left, *checks))
        if taken + _GAP > width:
            return (lines[0], Line(checks), *lines[1:])
        return (lines[0]._replace(right=checks, hang=None), *lines[1:])
