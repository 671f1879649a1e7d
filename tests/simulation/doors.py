"""What stands behind the engine's doors here: the world's clocks, and folders in memory."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING
from unittest.mock import patch

from core.clock import SystemClock
from core.engine.agents import overdue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from core.model.given_up import GivenUp
    from tests.simulation.kernel import Kernel
    from tests.simulation.world import World


class Clocks(SystemClock):
    """All three, as the world has them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        """Wall time, which somebody may set."""
        return self._world.moment().wall

    def monotonic(self) -> float:
        """Seconds that stop while the machine sleeps."""
        return self._world.monotonic()

    def boottime(self) -> float:
        """Seconds that go on while the machine sleeps."""
        return self._world.moment().boottime


@contextmanager
def doors(kernel: Kernel) -> Iterator[None]:
    """Let the watchdog look into folders of the kernel, and write into them."""

    class RunFolder:
        def __init__(self, path: str) -> None:
            self._key = path.lstrip("/")

        def give_up(self, told: GivenUp) -> None:
            kernel.give_up(self._key, told.because)

    with ExitStack() as stack:
        for name, door in (
            ("RunFolder", RunFolder),
            ("ask", lambda path, *_: kernel.ask(path.lstrip("/"))),
            ("open_question", lambda path: kernel.folders[path.lstrip("/")].question),
        ):
            stack.enter_context(patch.object(overdue, name, door))
        yield
