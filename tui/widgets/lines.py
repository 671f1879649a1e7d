"""A widget that is a few lines of words, and repaints only lines whose words changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Region
from textual.reactive import var
from textual.widget import Widget

from core.model.frame import EMPTY, Frame
from tui.present.glyphs import Manner
from tui.present.spans import Line
from tui.widgets.paint import Brush, changed_cells, flowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.geometry import Size
    from textual.strip import Strip

AS_IS = Manner()


class Lines(Widget):
    """Words in, cells out; what the words are, a subclass says in `words`."""

    ALLOW_SELECT = False
    TELLS_TIME: ClassVar[bool] = False
    """Its words may be others although nothing has happened: they tell a time or an age."""

    frame: var[Frame] = var(EMPTY)
    manner: var[Manner] = var(AS_IS)

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._said = EMPTY
        """The frame whose words are shown."""
        self._shown: list[Line] = []
        self._strips: dict[int, Strip] = {}
        self._brush = Brush(self)

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the lines to show; there are none unless a subclass has some."""
        del width, height
        return ()

    def renew(self) -> None:
        """Ask for the words again, and repaint where they differ."""
        if not self.is_mounted:
            return
        width, height = self.content_size
        if not width:
            return
        lines = flowed(self.words(width, height), width, is_ascii=self._brush.is_ascii)
        if lines == self._shown:
            return
        is_longer = len(lines) != len(self._shown)
        rows = range(max(len(lines), len(self._shown)))
        before = self._shown
        self._shown = lines
        changed = [row for row in rows if before[row : row + 1] != lines[row : row + 1]]
        painted = {row: self._strips.pop(row, None) for row in changed}
        if is_longer and self.styles.height is not None and self.styles.height.is_auto:
            self.refresh(layout=True)
            return
        dirty = [
            Region(first, row, end - first, 1)
            for row, strip in painted.items()
            if row < height
            for first, end in [changed_cells(strip, self.render_line(row))]
        ]
        if dirty:
            self.refresh(*dirty)

    def repaint(self) -> None:
        """Paint everything anew: the size or the theme is another one."""
        self._brush = Brush(self, is_ascii=self.manner.glyphs.is_ascii)
        self._strips.clear()
        self._shown = []
        self.renew()
        self.refresh()

    def watch_frame(self) -> None:
        """Show the frame, if it says something else than the one before."""
        if not self.TELLS_TIME and self.frame.says_the_same_as(self._said):
            return
        self._said = self.frame
        self.renew()

    def watch_manner(self) -> None:
        """Speak in another manner."""
        self.repaint()

    def on_mount(self) -> None:
        """Show what there is."""
        self.repaint()

    def on_resize(self) -> None:
        """Fit the words into the new size."""
        self.repaint()

    def notify_style_update(self) -> None:
        """Forget all styles when a theme or a state class changes them."""
        super().notify_style_update()
        self._brush = Brush(self, is_ascii=self.manner.glyphs.is_ascii)
        self._strips.clear()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Give as many rows as there are lines; where nothing fits there are none."""
        del viewport
        if width < 1:
            return 0
        return len(flowed(self.words(width, container.height), width))

    def render_line(self, y: int) -> Strip:
        """Give one row of cells."""
        strip = self._strips.get(y)
        if strip is None:
            line = self._shown[y] if y < len(self._shown) else Line()
            width = self.content_size.width
            strip = self._brush.strip(line, width, self._brush.base)
            self._strips[y] = strip
        return strip
