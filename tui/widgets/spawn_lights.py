"""The four checks before a start, what comes next, and who holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.present.runs.lights import panel
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.present.spans import Line


class SpawnLights(Lines):
    """A line a light; takes no room where nothing was ever run."""

    TELLS_TIME = True

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the lines."""
        del width, height
        return panel(self.frame, self.manner)
