"""A play begins again, a clock is set back: nothing of what will happen is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.clock import FixedClock
from core.fleet.follow import Follower
from core.fleet.frames import Fleet
from core.model.events import Lost
from core.model.frame import Scope
from core.model.where import ClaudeHome, Where
from tests.core.lines import answer, jsonl, prompt, when

if TYPE_CHECKING:
    from pathlib import Path

SESSION = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "projects/-src" / f"{SESSION}.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(jsonl(prompt(3000), answer(3001)))
    return path


def read(fleet: Fleet, path: Path, seconds: int) -> None:
    home = ClaudeHome(str(path.parents[2]))
    where = Where(home=home, cache="", mark="m")
    for event in Follower(where, Scope(), FixedClock(when(seconds))).begin():
        fleet.fold(event, when(seconds))


def test_what_was_told_is_forgotten_when_time_goes_back(path: Path) -> None:
    fleet = Fleet()
    read(fleet, path, 3002)

    assert fleet.frame(when(3002)).notices
    assert () == fleet.frame(when(0)).notices
    fleet.fold(Lost(paths=(str(path),)), when(0))
    path.write_bytes(jsonl(prompt(1), answer(2)))
    read(fleet, path, 3)
    found = fleet.frame(when(3))
    assert [when(2)] == [notice.at for notice in found.notices]
    assert when(2) == found.newest_at


def test_a_clock_that_is_corrected_forgets_nothing(path: Path) -> None:
    fleet = Fleet()
    read(fleet, path, 3002)

    assert fleet.frame(when(3020)).notices == fleet.frame(when(3010)).notices != ()
