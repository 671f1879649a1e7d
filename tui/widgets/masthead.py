"""The first line: whose fleet, how it is, how old the picture is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import var

from tui.present.fleet import masthead
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.present.spans import Line


class Masthead(Lines):
    """Scope, counts, age, clock."""

    TELLS_TIME = True

    frozen: var[float | None] = var(None)
    """For how many seconds the picture has been held, or None while it is live."""

    def watch_frozen(self) -> None:
        """Say that the picture is held."""
        self.renew()

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the line."""
        del height
        return (masthead(self.frame, self.manner, width, frozen=self.frozen),)
