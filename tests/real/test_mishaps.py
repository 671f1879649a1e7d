"""Real clients under our engine that are killed, throttled, broke, or orphaned by it."""

from __future__ import annotations

import json
import os
import shutil
import signal
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from core.runs.watch import ground
from tests.core.attempts.stage import until
from tests.real.fanout import COMMIT, NOBODY, Fanout, can_be_nobody, fanning, ordinary_home

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.real_client,
    pytest.mark.skipif(shutil.which("claude") is None, reason="claude is not on PATH"),
]
PATIENCE = 60
SPACING = 2.0
"""Four times as long as what keeps two starts apart here."""


def part(fanout: Fanout, number: int) -> Path:
    """Give the file that a task writes."""
    return fanout.home / f"shop-wt/t{number}/part-{number}.txt"


def work(number: int, thinks: int = 1) -> str:
    """Give a prompt: two edits of one file, which are committed at the end."""
    return f"rounds 2 thinks {thinks} file part-{number}.txt\n$ {COMMIT} 'Part {number}'"


def test_a_killed_agent_is_tried_again_in_what_it_left_and_a_throttled_one_goes_on(
    home: Path,
) -> None:
    with fanning(home, "--seed", "3") as fanout:
        fanout.hasten(10)
        plan = fanout.plan(work(1, thinks=20), work(2, thinks=40))
        running = fanout.start("run", plan, "--headless", "--json", "--yes")
        until(part(fanout, 1).exists, PATIENCE)
        left = part(fanout, 1).read_text()
        (scratch := part(fanout, 1).with_name("scratch.txt")).write_text("half a thought")
        os.kill(fanout.agents()["t1"], signal.SIGKILL)
        until(part(fanout, 2).exists, PATIENCE)
        fanout.steer("throttle")
        until(lambda: fanout.answered().get("429"), PATIENCE)
        fanout.steer()
        until(lambda: "t1-retry-1" in fanout.agents(), PATIENCE)
        kept = part(fanout, 1).read_text(), scratch.read_text()
        running.communicate(timeout=PATIENCE)
        committed = fanout.git("show", "fan/t1:scratch.txt")
        (killed,) = [one for one in fanout.entries("ended") if one.subject.endswith("/t1")]

    assert 0 == running.returncode
    assert (left, "half a thought") == kept
    assert "half a thought" == committed
    assert {"t1": "done", "t2": "done"} == fanout.outcomes()
    assert {"t1": 2, "t2": 1} == fanout.begun()
    assert "killed by signal 9" in killed.because
    assert [] == fanout.entries("halted")


def test_no_credit_is_one_event_and_after_the_top_up_one_goes_first(home: Path) -> None:
    with fanning(home, "--seed", "3") as fanout:
        fanout.hasten(4)
        fanout.steer("hang")
        plan = fanout.plan(*map(work, (1, 2, 3)))
        running = fanout.start("run", plan, "--headless", "--yes")
        until(lambda: len(fanout.entries("started")) == 3, PATIENCE)
        fanout.steer("credit")
        told = running.communicate(timeout=PATIENCE)[1]
        until(lambda: len(fanout.entries("ended")) == 3, PATIENCE)
        held = [(one.kind, one.because) for one in ground(fanout.folder).halts]
        fanout.steer("hang")
        assert 0 == fanout.call("resume", "--quota", "--yes")[0]
        until(lambda: len(fanout.entries("started")) > 3, PATIENCE)
        is_followed = fanout.happens(lambda: len(fanout.agents()) > 1, SPACING)
        fanout.steer()
        until(lambda: {*fanout.outcomes().values()} == {"done"}, PATIENCE)
        events = [(one.kind, one.subject) for one in fanout.entries("halted", "lifted")]
        ends = [one.subject.rpartition("/")[2] for one in fanout.entries("ended")]

    assert 4 == running.returncode, told
    assert [("outage", "the account's credit is used up")] == held
    assert [("halted", "outage"), ("lifted", "outage")] == events
    assert not is_followed
    assert sorted(["t1", "t2", "t3", "t1+1", "t2+1", "t3+1"]) == sorted(ends)


@pytest.mark.parametrize("who", ["this user", "an ordinary user"])
def test_an_engine_that_is_killed_leaves_its_agents_to_the_next(home: Path, who: str) -> None:
    with ExitStack() as ends:
        is_nobody = who == "an ordinary user"
        if is_nobody:
            if os.geteuid() != 0:
                pytest.skip("this is an ordinary user already")
            if not (shutil.which("setpriv") and can_be_nobody()):
                pytest.skip("no other user can be taken on here")
            home = ends.enter_context(ordinary_home())
        fanout = ends.enter_context(fanning(home, "--seed", "3", is_nobody=is_nobody))
        fanout.hasten(4)
        fanout.steer("hang")
        plan = fanout.plan(*map(work, (1, 2, 3, 4)))
        running = fanout.start("run", plan, "--headless", "--json", "--yes")
        until(lambda: len(fanout.entries("started")) == 4, PATIENCE)
        first, agents = fanout.engine(), fanout.agents()
        os.kill(first, signal.SIGKILL)
        until(lambda: fanout.engine() not in (0, first), PATIENCE)
        fanout.steer()
        tasks = json.loads(running.communicate(timeout=PATIENCE)[0])["tasks"]
        told = [(one["id"], one["state"], one["attempts"], one["commits"]) for one in tasks]
        subjects = {n: fanout.git("log", "--format=%s", f"main..fan/t{n}") for n in range(1, 5)}
        begun, owner = fanout.begun(), (fanout.state / "state.db").stat().st_uid

    assert 0 == running.returncode
    assert {"t1", "t2", "t3", "t4"} == agents.keys() == begun.keys()
    assert {1} == {*begun.values()}
    assert [(f"t{n}", "done", 1, 1) for n in range(1, 5)] == told
    assert {n: f"Part {n}\n" for n in range(1, 5)} == subjects
    assert (NOBODY if is_nobody else os.geteuid()) == owner
