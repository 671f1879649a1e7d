"""Tokens of each of the last minutes, as an area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.present.burn import chart, minutes_line
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.present.spans import Line


class BurnChart(Lines):
    """The burn of the last minutes."""

    TELLS_TIME = True

    _asked: object = None
    _drawn: tuple[Line, ...] = ()

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the area and its axis; anew only when a minute was added."""
        history = self.frame.spending.history
        asked = (history, self.manner, width, height)
        if asked != self._asked:
            self._asked = asked
            area = chart(history, self.manner, width, max(height - 1, 1))
            self._drawn = (*area, minutes_line(history, width))
        return self._drawn
