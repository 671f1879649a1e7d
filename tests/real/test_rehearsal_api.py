"""The real client completes a fan-out against the pretended API: it is good enough."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.core.rehearsal.api.serving import serving
from tests.real.headless import surroundings
from tests.tui.commands.calls import told

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.real_client,
    pytest.mark.skipif(shutil.which("claude") is None, reason="claude is not on PATH"),
]
ALLOWED = ("--permission-mode", "acceptEdits", "--output-format", "stream-json", "--verbose")


def ask(home: Path, address: str, prompt: str) -> tuple[int, list[dict[str, object]]]:
    shop = home / "shop"
    environ = surroundings(home, address)
    subprocess.run(["git", "init", "-q", "-b", "main", shop], env=environ, check=True)
    done = subprocess.run(
        ["claude", "-p", prompt, *ALLOWED],
        cwd=shop,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_a_fan_out_of_background_agents_ends_well(home: Path) -> None:
    with serving("--seed", "3", speed=20) as address:
        code, lines = ask(home, address, "agents 3")
    status = json.loads(
        told("status", "--json", "--all", "--claude-home", str(home / ".claude")).stdout
    )
    states = [(row["kind"], row["state"]) for row in status["agents"]]

    assert 0 == code
    assert [("main", "done"), *[("subagent", "done")] * 3] == sorted(states)
    assert 3 == sum(line.get("subtype") == "task_started" for line in lines)
    assert {f"part-{number}.txt" for number in range(3)} == {
        path.name for path in (home / "shop").glob("part-*")
    }


def test_an_exhausted_window_ends_it_as_it_ends_a_real_one(home: Path) -> None:
    with serving("--five-hour", "9000", "--seed", "3", speed=20) as address:
        code, lines = ask(home, address, "rounds 9 file a.txt")

    assert 1 == code
    assert "rate_limit" in {line.get("error") for line in lines}
