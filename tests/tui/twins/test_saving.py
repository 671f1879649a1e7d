"""What would outlive an agent of ours, in every form that is not the screen."""

from __future__ import annotations

from datetime import UTC

from tests import run_scenes
from tui.twins.plain import plain
from tui.twins.runs.written import run_document, runs_document
from tui.twins.status import status


def test_what_would_outlive_an_agent_of_ours_is_told_and_of_others_is_unknown() -> None:
    told = {one.key: one for one in status(run_scenes.FAN).agents}
    names = ("t2", "t4", "t7", "00000003/a1")

    assert [(True, 262_400), (False, 101_600), (None, None), (None, None)] == [
        (told[name].checkpointed, told[name].tokens_at_risk) for name in names
    ]


def test_a_task_whose_agents_have_written_a_checkpoint_keeps_that_in_its_document() -> None:
    ground = run_scenes.FAN.ground
    run = run_document("batch", ground.tasks, {}, ground.checkpointed)
    (same,) = runs_document(ground.tasks, {}, ground.checkpointed).runs

    assert run.tasks == same.tasks
    assert ["t0", "t1", "t2", "t5"] == [task.id for task in run.tasks if task.checkpointed]


def test_plain_text_says_it_in_words() -> None:
    lines = plain(run_scenes.FAN, UTC).splitlines()
    said = [line for line in lines if "no checkpoint" in line]

    assert {"t3", "t4"} == {line.split()[1] for line in said}
    assert any("no checkpoint; TodoWrite 4/9" in line for line in said)
