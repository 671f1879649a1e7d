"""`groundstop run` from a shell: a plan becomes branches with commits, or one sentence."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.model.where import StateFolder
from core.runs.watch import ground
from tests.core.attempts.stage import until
from tests.tui.commands.calls import PROGRAM, said, surroundings
from tui.commands.plans import understood
from tui.commands.preflight import Wish

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="locks and marks are Linux's")
PLAN = """name = "batch"
repo = "shop"
runner = "rehearsal"
profile = "burst"

[[task]]
id = "one"
prompt = "rounds 2 thinks 1"

[[task]]
id = "two"
prompt = "rounds 1 thinks 1"
"""

LONG = 120
"""Seconds that a machine under load may take."""


class Desk:
    """A repository, a plan beside it, and the program."""

    def __init__(self, where: Path) -> None:
        self.where, self.shop = where, where / "shop"
        self.state = where / "state"
        self.plan = where / "plan.toml"
        self.shop.mkdir()
        (self.shop / "a").write_text("x")
        self.git("init", "-qb", "main")
        self.git("add", ".")
        self.git("-c", "user.name=x", "-c", "user.email=x@localhost", "commit", "-qm", "Begin")
        self.plan.write_text(PLAN)

    def git(self, *words: str) -> str:
        """Ask git in the repository."""
        done = subprocess.run(
            ["git", *words], cwd=self.shop, capture_output=True, text=True, check=True
        )
        return done.stdout

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start the program."""
        return subprocess.Popen(
            [*PROGRAM, *words, "--state-dir", str(self.state)],
            env=surroundings(),
            cwd=self.where,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def say(self, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
        """Run the program in this process."""
        return said(capsys, *words, "--state-dir", str(self.state))

    def call(self, *words: str) -> tuple[int, str, str]:
        """Run the program to its end."""
        started = self.start(*words)
        out, err = started.communicate(timeout=60)
        return started.returncode, out, err

    def close(self) -> None:
        """End its engine and its agents."""
        mark = str(self.state).encode()
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes()
                told = words + Path(f"/proc/{pid}/environ").read_bytes()
                if mark in told and int(pid) != os.getpid():
                    os.kill(int(pid), signal.SIGKILL)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


@pytest.mark.requirement("S4-43")
def test_the_waits_of_a_plan_stay_whatever_profile_a_flag_chooses(desk: Desk) -> None:
    desk.plan.write_text(f'retry_waits = ["1s", "5m"]\n{PLAN}')
    _, plan = understood(str(desk.plan), StateFolder(str(desk.state)), wish=Wish(profile="careful"))

    assert ("careful", (1.0, 300.0)) == (plan.pace.profile, plan.pace.retry_waits)


def test_a_plan_started_twice_at_once_runs_once_and_survives_its_engine(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = [desk.start("run", "plan.toml", "--headless", "--json", "--speed", "20") for _ in "ab"]
    outputs = [one.communicate(timeout=60)[0] for one in runs]
    documents = [json.loads(text) for text in outputs]

    assert [0, 0] == [one.returncode for one in runs]
    assert documents[0] == documents[1]
    assert [("one", "done", 1, 2), ("two", "done", 1, 1)] == [
        (task["id"], task["state"], task["attempts"], task["commits"])
        for task in documents[0]["tasks"]
    ]
    assert {"fan/one", "fan/two"} <= set(desk.git("branch", "--format=%(refname:short)").split())
    code, text, _ = desk.say(capsys, "status", "--json")
    status = json.loads(text)
    assert (0, {"used": 0, "allowed": 5}) == (code, status["slots"])
    assert str(desk.state) == status["engine"]["state_dir"]
    assert 0 == desk.call("run", "plan.toml", "--headless", "--speed", "20")[0]
    assert 2 == desk.say(capsys, "run", str(desk.plan), "--headless", "--again", "three")[0]
    again = desk.call(
        "run", "plan.toml", "--headless", "--json", "--speed", "20", "--again", "two"
    )[1]
    assert [("one", 1), ("two", 2)] == [
        (task["id"], task["attempts"]) for task in json.loads(again)["tasks"]
    ]
    runs = json.loads(desk.say(capsys, "runs", "--json")[1])["runs"]
    assert ["one", "two"] == [task["id"] for run in runs for task in run["tasks"]]
    entries = json.loads(desk.say(capsys, "journal", "--json")[1])["entries"]
    kinds = [entry["kind"] for entry in entries]
    assert (3, 3) == (kinds.count("admit"), kinds.count("ended"))
    assert "hold" in kinds
    assert "done       one" in desk.say(capsys, "runs")[1]


def test_a_drained_run_ends_its_engine_and_goes_on_when_resumed(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = PLAN.replace("[[task]]", "max_concurrent = 1\n\n[[task]]", 1)
    desk.plan.write_text(plan.replace("rounds 2", "rounds 9000"))
    started = desk.start("run", "plan.toml", "--headless", "--json", "--speed", "10")
    folder = StateFolder(str(desk.state))
    until(lambda: (seen := ground(folder)).used and not seen.health.unseen, LONG)
    order = json.loads(desk.call("drain", "--json", "--because", "upgrade")[1])
    until(lambda: ground(folder).is_draining, LONG)
    draining = ground(folder)
    assert ("drain", "upgrade", 1, True) == (
        order["order"],
        order["because"],
        draining.used,
        draining.engine is not None and draining.wants_engine,
    )

    desk.say(capsys, "stop", "one", "--yes")
    out, err = started.communicate(timeout=LONG)
    until(lambda: ground(folder).engine is None, LONG)
    assert (4, False) == (started.returncode, ground(folder).wants_engine)
    assert "held by drain: upgrade" in err
    assert "groundstop resume lets agents start." in err
    assert ["cancelled", "queued"] == [task["state"] for task in json.loads(out)["tasks"]]

    desk.call("resume")
    until(lambda: not ground(folder).is_unfinished, LONG)
    assert ["cancelled", "done"] == [task.outcome for task in ground(folder).tasks]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda d: d.plan.write_text(PLAN.replace("shop", "shoop")), "line 2: .*is no git repos"),
        (lambda d: d.plan.write_text(PLAN.replace('"shop"', '"."')), "is no git repository"),
        (lambda d: d.plan.write_text('base = "mian"\n' + PLAN), "line 1: there is no commit mian"),
        (lambda d: d.plan.write_text(PLAN.replace("rehearsal", "claude")), "line 3: runner = "),
        pytest.param(
            lambda d: d.plan.write_text('permission_mode = "bypassPermissions"\n' + PLAN),
            "line 1: Claude Code refuses bypassPermissions to root",
            marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused"),
        ),
        (lambda d: (d.shop / "a").write_text("changed"), "has changes that are in no commit"),
        (lambda d: d.git("checkout", "-qb", "fan/two"), "line 10: branch fan/two is checked out"),
        (lambda d: d.plan.write_text(PLAN + "nonsense"), "line 13: this is no TOML"),
        (lambda d: d.plan.write_bytes(b"\xff\xfe"), "no text in UTF-8"),
        (lambda d: d.plan.unlink(), "there is no such file"),
    ],
)
def test_a_plan_that_cannot_be_leaves_no_trace(
    desk: Desk, change: object, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(change)
    change(desk)
    before = sorted(os.listdir(desk.where))
    code, out, err = desk.say(capsys, "run", str(desk.plan), "--headless")

    assert (2, "") == (code, out)
    assert 1 == err.count("\n")
    assert re.search(sentence, err), err
    assert before == sorted(os.listdir(desk.where))


def test_without_git_nothing_is_started(desk: Desk) -> None:
    words = [*PROGRAM, "run", "plan.toml", "--headless", "--state-dir", str(desk.state)]
    done = subprocess.run(
        words,
        env={**surroundings(), "PATH": str(desk.where)},
        cwd=desk.where,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 2 == done.returncode
    assert "git is not installed" in done.stderr
    assert not desk.state.exists()


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["pause"], 2, "are not held."),
        (["slots", "51"], 2, "from 0 to 50"),
        (["stop", "nobody", "--yes"], 5, "there is no task or run nobody"),
        (["resume", "--quota"], 2, "add --yes"),
        (["run", "plan.toml", "--speed", "0"], 2, "above 0"),
        (["runs", "nothing"], 5, "there is no run nothing"),
        (["journal", "--last", "0"], 2, "from 1 to"),
    ],
)
def test_orders_that_make_no_sense_are_one_sentence(
    desk: Desk, words: list[str], code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _, err = desk.say(capsys, *words)

    assert code == found
    assert sentence in err
