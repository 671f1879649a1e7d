"""Real clients under our engine: from a plan to branches with commits."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from core.runs.watch import ground
from tests.core.attempts.stage import until
from tests.real.fanout import COMMIT, fanning

pytestmark = [
    pytest.mark.real_client,
    pytest.mark.skipif(shutil.which("claude") is None, reason="claude is not on PATH"),
]
PATIENCE = 60


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


def test_a_question_is_asked_answered_and_gone_on_with(home: Path) -> None:
    with fanning(home, "--seed", "3") as fanout:
        ours = Path(sys.executable).with_name("groundstop")
        work = f"rounds 1 file a.txt\n$ {ours} ask 'Which format?'"
        running = fanout.start("run", fanout.plan(work), "--headless", "--yes")
        until(lambda: ground(fanout.folder).questions, PATIENCE)
        row = fanout.rows()["t1"]
        told = running.communicate(timeout=PATIENCE)[1]
        code, out, err = fanout.call("send", "t1", "the old one", "--json")
        until(lambda: fanout.outcomes() == {"t1": "done"}, PATIENCE)
        attempts = [task.attempts for task in ground(fanout.folder).tasks]

    assert ("needs_you", "question") == (row["state"], row["cause"])
    assert "asks: Which format?" in row["because"]
    assert 1 == running.returncode
    assert "t1 asks: Which format?" in told
    assert (0, "") == (code, err)
    assert json.loads(out)["state"] in ("sent", "taken up")
    assert [1] == attempts


def test_a_refused_tool_is_a_question_and_a_word_goes_on_with_it(home: Path) -> None:
    with fanning(home, "--seed", "3") as fanout:
        work = "rounds 1 file a.txt\n$ curl http://example.org/"
        fanout.start("run", fanout.plan(work), "--headless", "--yes").communicate(timeout=PATIENCE)
        asked = dict(ground(fanout.folder).questions)
        fanout.call("send", "t1", "leave it out")
        until(lambda: fanout.outcomes() == {"t1": "done"}, PATIENCE)

    assert ["Bash was refused, and nobody sits there to allow it. How is it to go on?"] == [
        *asked.values()
    ]


def test_a_message_is_taken_up_while_its_agent_works(home: Path) -> None:
    with fanning(home, "--seed", "3") as fanout:
        work = "rounds 1 file a.txt\n$ git --version && git log -1 && sleep 3"
        running = fanout.start("run", fanout.plan(work), "--headless", "--json", "--yes")
        until((fanout.home / "shop-wt/t1/a.txt").exists, PATIENCE)
        out = fanout.call("send", "t1", "hurry", "--json")[1]
        document = json.loads(running.communicate(timeout=PATIENCE)[0])

    assert "taken up" == json.loads(out)["state"], out
    assert ["done"] == [task["state"] for task in document["tasks"]]


def test_what_an_agent_hands_in_is_in_the_results_and_its_files_are_saved(home: Path) -> None:
    told = {"status": "complete", "summary": "Part 1 is done", "deliverables": ["part-1.txt"]}
    with fanning(home, "--seed", "3") as fanout:
        ours = Path(sys.executable).with_name("groundstop")
        (fanout.shop / "told.json").write_text(json.dumps(told))
        fanout.git("add", ".")
        fanout.git("-c", "user.name=x", "-c", "user.email=x@localhost", "commit", "-qm", "Told")
        work = [
            "rounds 1 file part-1.txt",
            f"$ {COMMIT} 'Part 1'",
            f"$ {ours} checkpoint --done 'part 1' --next 'hand in' --evidence part-1.txt",
            "$ git mv told.json groundstop-handoff.json",
            f"$ {ours} checkpoint --handoff groundstop-handoff.json",
        ]
        code = fanout.call("run", fanout.plan("\n".join(work)), "--headless", "--yes")[0]
        results = json.loads(fanout.call("results", "--json")[1])
        until(lambda: ground(fanout.folder).snapshotted, PATIENCE)
        seen = ground(fanout.folder)

    assert 0 == code, dict(seen.questions)
    assert ({"t1"}, {"t1"}) == tuple(
        {key.rpartition("/")[2] for key in keys} for keys in (seen.checkpointed, seen.snapshotted)
    )
    assert "Part 1 is done" in json.dumps(results)
