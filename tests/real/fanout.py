"""A fan-out of real clients under our engine, against the pretended API, in a home of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import urllib.request
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.clock import SystemClock
from core.course.records import course_text
from core.course.watch import NAMED
from core.model.course import Course
from core.model.where import StateFolder
from core.runs.past.watch import journal
from core.runs.watch import ground
from tests.core.attempts.stage import select_a_moment
from tests.core.rehearsal.api.serving import serving
from tests.real.headless import end_all, surroundings
from tests.tui.commands.calls import PROGRAM, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.model.ground import Entry

COMMIT = "git add -A && git -c user.name=x -c user.email=x@localhost commit -qm"
HEAD = """name = "batch"
repo = "shop"
runner = "claude"
permission_mode = "acceptEdits"
allowed_tools = ["Bash(git *)"]
profile = "burst"
worst_case_tokens = 50_000
token_budget = 9_000_000
"""
NUMBERED = re.compile(r"(-retry-\d+)?(\+\d+)?$")
"""What is added to a task's id to name one attempt at it."""
NOBODY = 65534
"""The user that owns nothing, on every Linux."""
AS_NOBODY = (
    "setpriv",
    f"--reuid={NOBODY}",
    f"--regid={NOBODY}",
    "--clear-groups",
    "--inh-caps=+dac_read_search",
    "--ambient-caps=+dac_read_search",
)
"""Reads whatever root's programs are made of, for they may lie in root's home; writes nowhere."""


class Fanout:
    """A repository, a plan, and our program, all in one throw-away home."""

    def __init__(self, home: Path, address: str, *, is_nobody: bool = False) -> None:
        self.home, self.shop, self.state = home, home / "shop", home / "state"
        self.address, self._begin = address, AS_NOBODY if is_nobody else ()
        self.environ = {
            **surroundings(home, address),
            "PYTHONPATH": str(ROOT),
            "CLAUDE_CONFIG_DIR": str(home / ".claude"),
            "GROUNDSTOP_STATE_DIR": str(self.state),
        }
        self.folder = StateFolder(str(self.state))
        self.shop.mkdir()
        (self.shop / "a").write_text("x")
        if is_nobody:
            home.chmod(0o711)
            for path in (home, *home.rglob("*")):
                os.chown(path, NOBODY, NOBODY)
            self.environ["PATH"] = f"{_client_in(home)}:{self.environ['PATH']}"
        self.git("init", "-qb", "main")
        self.git("add", ".")
        self.git("-c", "user.name=x", "-c", "user.email=x@localhost", "commit", "-qm", "Begin")

    def plan(self, *prompts: str, more: str = "") -> str:
        """Write a plan with a task for every prompt: t1, t2 and so on."""
        text = HEAD + more
        for number, prompt in enumerate(prompts, start=1):
            text += f"[[task]]\nid = \"t{number}\"\nprompt = '''\n{prompt}\n'''\n"
        path = self.home / "plan.toml"
        path.write_text(text)
        return str(path)

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start our program."""
        return subprocess.Popen(
            [*self._begin, *PROGRAM, *words],
            env=self.environ,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def call(self, *words: str) -> tuple[int, str, str]:
        """Run our program to its end."""
        done = self.start(*words)
        out, err = done.communicate(timeout=120)
        return done.returncode, out, err

    def git(self, *words: str) -> str:
        """Ask git in the repository."""
        begin = [*self._begin, "git", *words]
        done = subprocess.run(
            begin, cwd=self.shop, env=self.environ, capture_output=True, check=True
        )
        return done.stdout.decode()

    def hasten(self, speed: float) -> None:
        """Let our program's waits be over sooner."""
        course = self.home / "clock.json"
        course.write_bytes(course_text(Course(since=SystemClock().boottime(), speed=speed)))
        self.environ[NAMED] = str(course)

    def steer(self, fault: str = "") -> dict[str, int]:
        """Let something go wrong with the API until told otherwise; give what it has answered."""
        asked = urllib.request.Request(  # noqa: S310, our own, on loopback
            f"{self.address}/_rehearsal", json.dumps({"fault": fault}).encode()
        )
        with urllib.request.urlopen(asked, timeout=20) as told:  # noqa: S310, likewise
            return dict(json.load(told)["answered"])

    def answered(self) -> dict[str, int]:
        """Give how often the API has answered what."""
        with urllib.request.urlopen(f"{self.address}/_rehearsal", timeout=20) as told:  # noqa: S310
            return dict(json.load(told)["answered"])

    def entries(self, *kinds: str) -> list[Entry]:
        """Give the journal's lines of these kinds, oldest first; none before there is one."""
        with suppress(sqlite3.OperationalError):
            return [one for one in journal(self.folder) if one.kind in kinds]
        return []

    def engine(self) -> int:
        """Give the pid of the engine that lives; 0 where none does."""
        engine = ground(self.folder).engine
        return engine.pid if engine is not None else 0

    def begun(self) -> Counter[str]:
        """Give how many agents were ever begun for each task."""
        names = [path.parent.name for path in self.state.glob("runs/*/*/started.json")]
        return Counter(NUMBERED.sub("", name) for name in names)

    def agents(self) -> dict[str, int]:
        """Give the processes of the agents that live, by attempt."""
        found = {}
        for path in self.state.glob("runs/*/*/started.json"):
            pid = int(json.loads(path.read_text())["agent"]["pid"])
            if not (path.parent / "exit.json").exists() and Path(f"/proc/{pid}").exists():
                found[path.parent.name] = pid
        return found

    def happens(self, holds: Callable[[], object], seconds: float) -> bool:
        """Tell whether something is so before so many seconds are over."""
        end = SystemClock().monotonic() + seconds
        while not (is_so := bool(holds())) and SystemClock().monotonic() < end:
            select_a_moment()
        return is_so

    def rows(self) -> dict[str, dict[str, Any]]:
        """Give the rows of the tasks as status tells of them, by id."""
        status = json.loads(self.call("status", "--json", "--all")[1])
        tasks = [row for row in status["agents"] if row["kind"] == "task"]
        return {row["key"].rpartition("/")[2]: row for row in tasks}

    def outcomes(self) -> dict[str, str]:
        """Give what has become of the tasks, by id."""
        return {task.id: str(task.outcome) for task in ground(self.folder).tasks}


@contextmanager
def fanning(
    home: Path, *words: str, speed: float = 20.0, is_nobody: bool = False
) -> Iterator[Fanout]:
    """Give a fan-out; at the end whatever of it still runs is killed."""
    with serving(*words, speed=speed) as address:
        try:
            yield Fanout(home, address, is_nobody=is_nobody)
        finally:
            with suppress(ProcessLookupError):
                end_all(home)


@contextmanager
def ordinary_home() -> Iterator[Path]:
    """Give a home where an ordinary user can live: a test's own is its user's alone."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="groundstop-user.") as home:
        yield Path(home)


def _client_in(home: Path) -> Path:
    """Lay the client where an ordinary user can reach it: npm's folder may be its user's alone."""
    place = home / "bin"
    place.mkdir()
    whole = os.path.realpath(shutil.which("claude") or "claude")
    try:
        os.link(whole, place / "claude")
    except OSError:
        shutil.copy2(whole, place / "claude")
    return place


def can_be_nobody() -> bool:
    """Tell whether another user can be taken on here, who reads our program and the client."""
    ours = [*PROGRAM, "--version"], ["claude", "--version"]
    with ordinary_home() as home:
        told = {**surroundings(home, "http://127.0.0.1:9"), "PYTHONPATH": str(ROOT)}
        os.chown(home, NOBODY, NOBODY)
        return all(
            subprocess.run(
                [*AS_NOBODY, *words], env=told, cwd="/", capture_output=True, check=False
            ).returncode
            == 0
            for words in ours
        )
