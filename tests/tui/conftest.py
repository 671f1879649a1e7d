"""A dashboard that is posed, not run: frames are set, orders are kept."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC
from typing import TYPE_CHECKING, Any

import pytest

from tests import scenes
from tui.app import Tui

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from textual.pilot import Pilot

    from core.model.orders import Order


Pose = Any
"""`async with posed(frame, size=..., **what Tui takes) as (app, pilot)`."""
Letters = Any
"""`letters(app)` is the text on the screen."""


class Posed(Tui):
    """A dashboard that remembers its orders and what was copied."""

    def __init__(self, **chosen: Any) -> None:  # noqa: ANN401 - whatever Tui takes
        self.orders: list[Order] = []
        self.copied: list[str] = []
        chosen = {"environment": {"LANG": "C.UTF-8", "HOME": "/home/ada"}, **chosen}
        super().__init__(submit=self.orders.append, zone=UTC, color_system="truecolor", **chosen)

    def copy_to_clipboard(self, text: str) -> None:
        """Remember what was copied."""
        self.copied.append(text)

    @property
    def said(self) -> list[str]:
        """What was said in toasts."""
        return [notification.message for notification in self._notifications]


def shown(app: Tui) -> str:
    """Give the letters on the screen."""
    rows = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in rows)


@pytest.fixture
def posed() -> Callable[..., Any]:
    """Give a dashboard that shows a frame."""

    @asynccontextmanager
    async def pose(
        frame: object = scenes.BUSY, *, size: tuple[int, int] = (120, 36), **chosen: object
    ) -> AsyncIterator[tuple[Posed, Pilot[None]]]:
        app = Posed(first=frame, **chosen)
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield app, pilot

    return pose


@pytest.fixture
def letters() -> Callable[[Tui], str]:
    """Give a function that reads the screen."""
    return shown
