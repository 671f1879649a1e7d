"""The last line: the keys of this room; grey where they are of no use now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.present.spans import Line, Span, Tone
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen


Entry = tuple[Span, ...]

_TYPING = (
    Span("⏎", Tone.KEY, None, "focused.submit"),
    Span(" Keep  ", Tone.MUTED, None, "focused.submit"),
    Span("Esc", Tone.KEY, None, "screen.back"),
    Span(" Clear", Tone.MUTED, None, "screen.back"),
)
"""What can be pressed while letters are typed."""


class KeyLine(Lines):
    """Keys with their words; whole ones only, as many as fit."""

    def on_mount(self) -> None:
        """Follow the keys that are in force."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def words(self, width: int, height: int) -> Sequence[Line]:
        """Give the line; what never drops out is how to get help and how to leave."""
        del height
        focused = self.screen.focused
        if focused is not None and focused.check_consume_key("x", "x"):
            return (Line(_TYPING),)
        left, right = self._entries()
        room = width - sum(map(_length, right))
        shown: list[Entry] = []
        for entry in left:
            room -= _length(entry)
            if room >= 0:
                shown.append(entry)
        return (Line(tuple(s for e in shown for s in e), tuple(s for e in right for s in e)),)

    def _entries(self) -> tuple[list[Entry], list[Entry]]:
        """Give the keys that are shown, and those that hold on to the right edge."""
        left: dict[Entry, None] = {}
        right: dict[Entry, None] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if not binding.show:
                continue
            is_on = active.enabled and not binding.action.startswith("later")
            key = self.app.get_key_display(binding)
            if self.manner.glyphs.is_ascii and not key.isascii():
                key = binding.key.capitalize()
            entry = _entry(key, binding.description, binding.action, is_on=is_on)
            is_last = binding.action in ("app.help", "app.quit")
            (right if is_last else left)[entry] = None
        return list(left), list(right)

    def _follow(self, screen: Screen[object]) -> None:
        if screen is self.screen:
            self.renew()


def _entry(key: str, words: str, action: str, *, is_on: bool) -> Entry:
    click = action if action.startswith("app.") else f"screen.{action}"
    return (
        Span(key, Tone.KEY if is_on else Tone.OFF, None, click),
        Span(f" {words}  ", Tone.MUTED if is_on else Tone.OFF, None, click),
    )


def _length(entry: Entry) -> int:
    return sum(len(span.text) for span in entry)
