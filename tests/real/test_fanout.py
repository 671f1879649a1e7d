"""Real clients under our engine: from a plan to branches with commits."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.real.fanout import COMMIT, fanning

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.real_client,
    pytest.mark.skipif(shutil.which("claude") is None, reason="claude is not on PATH"),
]


def test_a_plan_of_four_tasks_comes_home_as_four_branches(home: Path) -> None:
    with fanning(home, "--seed", "3") as fanout:
        work = [f"rounds 2 file part-{n}.txt\n$ {COMMIT} 'Part {n}'" for n in range(1, 5)]
        code, out, err = fanout.call("run", fanout.plan(*work), "--headless", "--json", "--yes")
        tasks = json.loads(out)["tasks"] if out else err
        subjects = {n: fanout.git("log", "-1", "--format=%s", f"fan/t{n}") for n in range(1, 5)}

    assert [(f"t{n}", "done", 1, 1) for n in range(1, 5)] == [
        (one["id"], one["state"], one["attempts"], one["commits"]) for one in tasks
    ], tasks
    assert {n: f"Part {n}\n" for n in range(1, 5)} == subjects
    assert 0 == code
