"""That the machine has slept is told by two clocks, whatever happens to the third."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.host.vigil import Vigil
from core.model.suspend import Suspend
from tests.core.spawn.gates import NOON


class Clocks:
    """Three clocks that a test sets."""

    speed = 1.0

    def __init__(self) -> None:
        self.wall, self.mono, self.boot = NOON, 100.0, 100.0

    def now(self) -> object:
        """Tell the time of day."""
        return self.wall

    def monotonic(self) -> float:
        """Stop while the machine sleeps."""
        return self.mono

    def boottime(self) -> float:
        """Go on while it sleeps."""
        return self.boot

    def live(self, awake: float, asleep: float = 0.0, wall: float | None = None) -> None:
        """Let time pass."""
        self.mono += awake
        self.boot += awake + asleep
        self.wall += timedelta(seconds=awake + asleep if wall is None else wall)


@pytest.mark.parametrize(
    ("asleep", "wall", "since"),
    [
        (0, None, None),
        (2400, None, timedelta(seconds=-2400)),
        (2400, 0, None),
        (2400, -3600, timedelta(seconds=-2400)),
        (2400, 3000, timedelta(seconds=-2400)),
        (2400, 900, timedelta(seconds=-900)),
    ],
    ids=["awake", "slept", "a recording", "put back", "put forward", "put back a little"],
)
def test_it_knows_when_the_machine_slept(
    asleep: float, wall: float | None, since: timedelta | None
) -> None:
    clocks = Clocks()
    vigil = Vigil(clocks)  # type: ignore[arg-type]
    clocks.live(10, asleep, wall)

    at, found = vigil.look()
    assert at == clocks.wall
    assert found == (Suspend(since=at + since, until=at) if since else None)
    assert None is vigil.look()[1]
