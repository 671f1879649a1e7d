"""What a plan says of an agent reaches the agent's command line."""

from __future__ import annotations

import pytest

from core.model.worktree import Repository
from core.runners.command import command
from core.runs.plan import meant, written

PLAN = """name = "batch"
runner = "rehearsal"
{top}
{role}
[[task]]
id = "a"
role = "AUDITOR"
prompt = "do"
{task}
"""
TOP, TASK = 'model = "top"', 'model = "task"'
ROLE = '[roles.AUDITOR]\nmodel = "role"'


@pytest.mark.parametrize(
    ("top", "role", "task", "model"),
    [
        ("", "", "", None),
        (TOP, "", "", "top"),
        (TOP, ROLE, "", "role"),
        (TOP, ROLE, TASK, "task"),
    ],
)
def test_the_nearest_model_wins(top: str, role: str, task: str, model: str | None) -> None:
    text = PLAN.format(top=top, role=role, task=task)
    plan = meant(written("plan.toml", text), Repository(top="/r", git_folder="/g"), lambda _: None)
    words = command(plan, plan.tasks[0], "session", "python", "agent.py")

    assert model == (words[words.index("--model") + 1] if "--model" in words else None)
