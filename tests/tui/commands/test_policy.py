"""What a plan asks for is done, from the shell to the branch: validation and expectations."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.tui.commands.calls import said
from tests.tui.commands.test_run import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="locks and marks are Linux's")
HEAD = 'name = "batch"\nrepo = "shop"\nrunner = "rehearsal"\nprofile = "burst"\n'
TRACKER = """import os, pathlib, sys
stage, task = os.environ["GROUNDSTOP_STAGE"], sys.argv[1]
with open(pathlib.Path(__file__).with_name("asked"), "a") as log:
    log.write(f"{stage} {task} {os.getcwd()}\\n")
if task == f"no-{stage}":
    sys.exit(f"{task} is closed")
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


@pytest.mark.requirement("S3-25", "S3-27", "S4-29", "S4-53")
def test_a_tracker_is_asked_before_the_start_and_before_done_is_reported(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    tracker = desk.where / "tracker.py"
    tracker.write_text(TRACKER)
    tasks = {
        "fine": '["*.md", "**"]',
        "no-before": "[]",
        "no-after": "[]",
        "unproven": '["src/**"]',
    }
    text = HEAD
    for name, globs in tasks.items():
        text += f'[[task]]\nid = "{name}"\nprompt = "rounds 1 thinks 0.1"\nexpects = {globs}\n'
        text += f'validate = "{sys.executable} {tracker} {{id}}"\n'
    desk.plan.write_text(text)
    code, out, _ = desk.call("run", "plan.toml", "--headless", "--json", "--speed", "20")
    found = {one["id"]: (one["state"], one["reason"]) for one in json.loads(out)["tasks"]}

    assert 1 == code
    why = "nothing that matches src/** was changed"
    late = f"3 attempts ended without their files; the last: {why}"
    assert {
        "fine": ("done", None),
        "no-before": ("escalated", "validate said no before its start: no-before is closed"),
        "no-after": ("unproven", "validate said no at its end: no-after is closed"),
        "unproven": ("unproven", late),
    } == found
    asked = (desk.where / "asked").read_text().splitlines()
    assert f"before fine {desk.shop}" in asked
    assert f"after fine {desk.shop}-wt/fine" in asked
    assert not any(line.startswith(("after no-before", "after unproven")) for line in asked)
    entries = json.loads(desk.say(capsys, "journal", "--json")[1])["entries"]
    kinds = [line["kind"] for line in entries]
    assert (6, 3) == (kinds.count("validation before"), kinds.count("incomplete"))
    results = json.loads(desk.say(capsys, "results", "--json")[1])
    (tries,) = (one["tries"] for one in results["tasks"] if one["id"] == "unproven")
    assert [why, why, why] == [one["because"] for one in tries]
    known = json.loads(desk.say(capsys, "preflight", str(desk.plan), "--json")[1])["past"]
    assert_taught(known, why)


def assert_taught(taught: dict[str, Any], why: str) -> None:
    """Look at what the next pre-flight knows of that run."""
    assert (4, 1, 5) == (taught["runs"][0]["tasks"], taught["runs"][0]["done"], taught["failures"])
    assert [
        ("missing files", why, 3),
        ("not believed", "validate said no at its end: no-after is closed", 1),
        ("not believed", "validate said no before its start: no-before is closed", 1),
    ] == [(one["kind"], one["reason"], one["times"]) for one in taught["patterns"]]


@pytest.mark.requirement("S3-34")
def test_a_broken_limits_file_starts_nothing_and_a_good_one_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    limits = desk.shop / ".claude/config/execution-limits.json"
    limits.parent.mkdir(parents=True)
    limits.write_text("{")
    code, out, err = desk.say(capsys, "run", str(desk.plan), "--headless")
    assert (2, "", 1) == (code, out, err.count("\n"))
    assert "execution-limits.json line 1: this is not JSON" in err
    assert not desk.state.exists()

    limits.write_text('{"systemTotal": {"maxConcurrentAgents": 3}}')
    monkeypatch.chdir(desk.shop)
    rows = json.loads(said(capsys, "config", "show", "--json")[1])["settings"]
    (total,) = (row for row in rows if row["name"] == "spawn.max_concurrent")
    assert (3, "limits file", str(limits)) == (total["value"], total["source"], total["place"])
    assert 2 == desk.say(capsys, "run", str(desk.plan), "--headless", "--profile", "quick")[0]
    assert 2 == desk.say(capsys, "run", str(desk.plan), "--headless", "--max-concurrent", "99")[0]


def test_a_branch_that_is_there_is_refused_unless_nothing_is_on_it(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.git("branch", "fan/one")
    desk.git("checkout", "-qb", "fan/two")
    named = ("-c", "user.name=x", "-c", "user.email=x@localhost")
    desk.git(*named, "commit", "-q", "--allow-empty", "-m", "Work of somebody")
    desk.git("checkout", "-q", "main")
    code, _, err = desk.say(capsys, "run", str(desk.plan), "--headless")

    assert 2 == code
    assert "plan.toml line 10: branch fan/two is there already, with commits that no run" in err
    assert "git branch -D fan/two" in err
    assert not desk.state.exists()
