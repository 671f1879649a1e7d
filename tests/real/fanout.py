"""A fan-out of real clients under our engine, against the pretended API, in a home of its own."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from core.model.where import StateFolder
from core.runs.watch import ground
from tests.core.rehearsal.api.serving import serving
from tests.real.headless import end_all, surroundings
from tests.tui.commands.calls import PROGRAM, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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


class Fanout:
    """A repository, a plan, and our program, all in one throw-away home."""

    def __init__(self, home: Path, address: str) -> None:
        self.home, self.shop, self.state = home, home / "shop", home / "state"
        self.environ = {
            **surroundings(home, address),
            "PYTHONPATH": str(ROOT),
            "CLAUDE_CONFIG_DIR": str(home / ".claude"),
            "GROUNDSTOP_STATE_DIR": str(self.state),
        }
        self.folder = StateFolder(str(self.state))
        self.shop.mkdir()
        (self.shop / "a").write_text("x")
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
            [*PROGRAM, *words],
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
        done = subprocess.run(
            ["git", *words], cwd=self.shop, env=self.environ, capture_output=True, check=True
        )
        return done.stdout.decode()

    def rows(self) -> dict[str, dict[str, Any]]:
        """Give the rows of the tasks as status tells of them, by id."""
        status = json.loads(self.call("status", "--json", "--all")[1])
        tasks = [row for row in status["agents"] if row["kind"] == "task"]
        return {row["key"].rpartition("/")[2]: row for row in tasks}

    def outcomes(self) -> dict[str, str]:
        """Give what has become of the tasks, by id."""
        return {task.id: str(task.outcome) for task in ground(self.folder).tasks}


@contextmanager
def fanning(home: Path, *words: str, speed: float = 20.0) -> Iterator[Fanout]:
    """Give a fan-out; at the end whatever of it still runs is killed."""
    with serving(*words, speed=speed) as address:
        try:
            yield Fanout(home, address)
        finally:
            with suppress(ProcessLookupError):
                end_all(home)
