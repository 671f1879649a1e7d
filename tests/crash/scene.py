"""A repository, a plan and real engines in a folder of their own, for those who kill them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.clock import SystemClock
from core.model.pace import BURST, Pace
from core.model.plan import Plan, PlannedTask
from core.model.runner import Runner
from core.model.where import StateFolder
from core.runs.act import enter
from core.runs.watch import ground

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model.ground import Ground

QUICK = replace(BURST, spacing=0.2, cooldown=0.3, total=3)
CALM, MORTAL, SLEEPER = (
    str(Path(__file__).with_name(f"{name}.py")) for name in ("calm", "mortal", "sleeper")
)


def found(repository: Path) -> None:
    """Make a repository with one commit."""
    repository.mkdir(parents=True)
    (repository / "a").write_text("x")
    for words in (
        ["init", "-qb", "main"],
        ["add", "."],
        ["-c", "user.name=x", "-c", "user.email=x@localhost", "commit", "-qm", "Begin"],
    ):
        subprocess.run(["git", *words], cwd=repository, check=True)


class Scene:
    """One run that engines come and go beside."""

    def __init__(  # noqa: PLR0913, one parameter an aspect
        self,
        where: Path,
        prompts: list[str],
        *,
        pace: Pace = QUICK,
        retries: int = 2,
        rehearsal: tuple[str, ...] = (),
        agent: str = "",
        resumes: bool = False,
    ) -> None:
        self.where, self.agent = where, agent
        self.environment: dict[str, str] = {}
        """What its engines and agents are told besides."""
        self.repository = where / "shop"
        self.folder = StateFolder(str(where / "state"))
        self.engines: list[subprocess.Popen[bytes]] = []
        found(self.repository)
        self.plan = Plan(
            name="crash",
            repository=str(self.repository),
            git_folder=str(self.repository / ".git"),
            base="main",
            runner=Runner.REHEARSAL,
            rehearsal=rehearsal,
            resume_at_reset=resumes,
            pace=pace,
            tasks=tuple(
                PlannedTask(
                    id=f"t{number}", prompt=prompt, branch=f"fan/t{number}", retries=retries
                )
                for number, prompt in enumerate(prompts)
            ),
        )
        self.run = enter(self.folder, self.plan, SystemClock().now())

    def engine(self, *mortal: str) -> subprocess.Popen[bytes]:
        """Start an engine; one that dies at a certain point, if that is named."""
        program = [MORTAL, *mortal] if mortal else [CALM]
        environment = {
            **os.environ,
            "HOME": str(self.where / "home"),
            "CLAUDE_CONFIG_DIR": "",
            **self.environment,
        }
        with (self.where / "engine.log").open("ab") as log:
            one = subprocess.Popen(
                [sys.executable, "-P", *program, self.folder.root, *filter(None, [self.agent])],
                env={**environment, "PYTHONPATH": str(Path(__file__).parents[2])},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.engines.append(one)
        return one

    def kill(self) -> None:
        """Kill the engine that was started last."""
        self.engines[-1].kill()
        self.engines[-1].wait()

    def until(self, holds: Callable[[], object], seconds: float = 30.0) -> float:
        """Wait until something is so; give the seconds that it took."""
        began = time.perf_counter()
        while not holds():
            assert time.perf_counter() < began + seconds, "it never happened"
            self.nap(0.01)
        return time.perf_counter() - began

    def seen(self) -> Ground:
        """What every face sees."""
        return ground(self.folder)

    def wait(self, seconds: float = 60.0) -> Ground:
        """Wait until every task has its outcome."""
        end = time.perf_counter() + seconds
        while (seen := self.seen()).is_unfinished:
            assert time.perf_counter() < end, seen
            os.sched_yield()
            self.nap(0.02)
        return seen

    @staticmethod
    def nap(seconds: float) -> None:
        """Let others run for a while."""
        import select  # noqa: PLC0415, a wait without the clock

        select.select([], [], [], seconds)

    def close(self) -> None:
        """End every engine and every agent of this scene."""
        for one in self.engines:
            one.kill()
            one.wait()
        mark = f"{self.folder.root}/".encode()
        for pid in (int(name) for name in os.listdir("/proc") if name.isdigit()):
            with suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes()
                environment = Path(f"/proc/{pid}/environ").read_bytes()
                if mark in words or b"GROUNDSTOP_RUN=" + mark in environment:
                    os.kill(pid, signal.SIGKILL)
