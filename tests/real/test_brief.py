"""A brief of one's own, as a real client hears it; and what the registry says of it after."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.real.fanout import COMMIT, fanning

pytestmark = [
    pytest.mark.real_client,
    pytest.mark.skipif(shutil.which("claude") is None, reason="claude is not on PATH"),
]
BRIEF = """You are on {branch}. {reasons}

{prompt}
"""


def test_a_real_client_is_told_what_the_plan_s_own_brief_says(home: Path) -> None:
    (home / "brief.md").write_text(BRIEF)
    with fanning(home, "--seed", "3") as fanout:
        work = f"rounds 1 file a.txt\n$ {COMMIT} 'A file'"
        plan = fanout.plan(work, more='brief = "brief.md"\n')
        code, out, err = fanout.call("run", plan, "--headless", "--json", "--yes")
        _, listed, _ = fanout.call("runs", "--registry")
    (start,) = json.loads(listed)
    heard = "".join(
        one.read_text() for one in (home / ".claude/projects").rglob(f"{start['sessionId']}.jsonl")
    )

    assert 0 == code, (out, err)
    assert "You are on fan/t1. " in heard
    assert "You work alone on one task" not in heard
    assert ("agent-001-IMPLEMENTER", "complete") == (start["agentId"], start["status"])
    assert Path(start["expectedHandoff"]).parent.is_dir()
