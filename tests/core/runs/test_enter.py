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
from core.runs.store import State
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


def test_a_plan_that_is_entered_again_brings_its_retries_and_waits(tmp_path: Path) -> None:
    folder = StateFolder(str(tmp_path / "state"))
    run = enter(folder, replace(PLAN, tasks=TASKS), NOON)
    pace = replace(PLAN.pace, retry_waits=(1.0,))
    enter(folder, replace(PLAN, tasks=(replace(TASKS[0], retries=3),), pace=pace), NOON)
    state = State(folder.state)
    _, task, _ = state.find(f"{run}/t1")
    state.close()

    assert (3, (1.0,)) == (task.retries, task.pace.retry_waits)
