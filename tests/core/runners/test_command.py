"""What a plan says of an agent reaches the agent's command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.model.worktree import Repository
from core.runners.command import Programs, command
from core.runs.plan import meant, written

if TYPE_CHECKING:
    from pathlib import Path

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
PROGRAMS = Programs(python="python", agent="agent.py", groundstop="/bin/groundstop")
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
    words = command(plan, plan.tasks[0], "session", PROGRAMS)

    assert model == (words[words.index("--model") + 1] if "--model" in words else None)


def test_claude_gets_what_it_may_run_and_never_more(tmp_path: Path) -> None:
    text = PLAN.format(top="", role="", task="").replace(
        'runner = "rehearsal"',
        'runner = "claude"\npermission_mode = "acceptEdits"\nallowed_tools = ["Bash(git *)"]',
    )
    claude = str(tmp_path / "claude")
    seen = Repository(top="/r", git_folder="/g")
    plan = meant(written("plan.toml", text), seen, lambda _: None, claude)
    words = command(plan, plan.tasks[0], "session", PROGRAMS)

    assert [claude, "-p"] == words[:2]
    assert ["--session-id", "session", "--permission-mode", "acceptEdits"] == words[8:12]
    assert [
        "--allowedTools",
        "Bash(git *)",
        "Bash(/bin/groundstop checkpoint *)",
        "Bash(/bin/groundstop ask *)",
    ] == words[12:]
