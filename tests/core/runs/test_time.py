"""A state folder's clocks go as fast as the rehearsal in it was asked to."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.course.watch import clock_by
from core.errors import Misuse
from core.model.where import StateFolder
from core.runs.act import keep_time


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    return StateFolder(str(tmp_path / "state"))


def test_a_rehearsal_is_hurried_and_the_next_run_is_not(folder: StateFolder) -> None:
    keep_time(folder, 20, is_idle=True)
    hurried = clock_by(folder.clock).speed
    keep_time(folder, None, is_idle=True)

    assert (20, 1) == (hurried, clock_by(folder.clock).speed)
    assert not Path(folder.clock).exists()


def test_who_joins_a_rehearsal_goes_with_it(folder: StateFolder) -> None:
    keep_time(folder, 20, is_idle=True)
    keep_time(folder, None, is_idle=False)
    keep_time(folder, 20, is_idle=False)

    assert 20 == clock_by(folder.clock).speed


def test_nobody_at_work_is_hurried_or_slowed_down(folder: StateFolder) -> None:
    with pytest.raises(Misuse, match="goes 1 times as fast as life; wait for its end"):
        keep_time(folder, 20, is_idle=False)

    assert not Path(folder.clock).exists()
