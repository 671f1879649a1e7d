"""Tokens of all agents shown, of five hours, and of every window of which something is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.present.quota import brief, panel
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.present.spans import Line

_TWO = 2


class TokenGauge(Lines):
    """The token panel; two lines where there is no room for more."""

    TELLS_TIME = True

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the lines."""
        if height <= _TWO:
            return brief(self.frame, self.manner, width)[: max(height, 1)]
        return panel(self.frame, self.manner, width)[:height]
