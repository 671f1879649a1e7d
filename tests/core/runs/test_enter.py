"""Plans are entered whole, or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.errors import Misuse
from core.model.plan import PlannedTask
from core.model.runner import Runner
from core.model.where import StateFolder
from core.runs.act import enter
from core.runs.watch import ground
from tests.core.spawn.gates import NOON
from tests.plans import PLAN

if TYPE_CHECKING:
    from pathlib import Path

TASKS = (PlannedTask(id="t1", prompt="do it", branch="fan/t1"),)


def test_rehearsals_and_real_agents_do_not_share_a_state_folder_at_a_time(tmp_path: Path) -> None:
    folder = StateFolder(str(tmp_path / "state"))
    enter(folder, replace(PLAN, tasks=TASKS), NOON)
    real = replace(PLAN, name="real", runner=Runner.CLAUDE, tasks=TASKS)
    with pytest.raises(Misuse, match="and run, which is not over yet in"):
        enter(folder, real, NOON)

    assert ["t1"] == [task.id for task in ground(folder).tasks]
