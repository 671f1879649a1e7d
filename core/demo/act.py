"""The world of a demo: a repository with its remote, a pretended API, agents that really work."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.request
import uuid
from collections import Counter
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from core.clock import SystemClock
from core.course.records import course_text
from core.course.watch import NAMED, RehearsedClock
from core.files.act import put
from core.model.course import Course
from core.model.demo import Sight, Tally
from core.model.gate import Halting
from core.model.run import Outcome
from core.model.where import ClaudeHome, StateFolder, Where
from core.places import index_mark
from core.rehearsal.api.act import address
from core.rehearsal.store import Home
from core.runners.command import Programs, command, message, rehearsing
from core.runs.act import call_engine, enter
from core.runs.watch import ground
from core.worktrees.act import found, make

if TYPE_CHECKING:
    from core.demo.scripts import Script
    from core.model.ground import Ground
    from core.model.plan import Plan, PlannedTask

PREFIX = "groundstop-demo-"
MARK = "GROUNDSTOP_DEMO"
"""In the environment of every process of a demo: its folder."""
AGENT = str(Path(__file__).parents[1] / "programs" / "rehearsal_agent.py")
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Past every proxy: it is on this machine."""
ANSWER_S = 3.0
REFUSED = ("429", "529", "500", "400", "broken off")
TRIES, PAUSE = 500, 0.02
"""How often it is looked whether a process that was killed is gone, and seconds in between."""


class World:
    """One demo's folder and everybody in it; a context manager that leaves nothing behind.

    `is_bare`: the same agents without groundstop, all started at once. Time is slow until each of
    them has asked the API: what takes a machine seconds is no part of the rehearsal.
    """

    def __init__(self, script: Script, *, is_bare: bool = False, parent: str | None = None) -> None:
        self.script = script
        self.is_bare = is_bare
        self._parent = parent
        self._undo = ExitStack()
        self._bare: list[subprocess.Popen[bytes]] = []
        self._is_waiting = is_bare

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            home = Home(self._parent, PREFIX, end_all)
            undo.callback(home.close)
            self.root = str(home.root)
            self.folder = StateFolder(f"{self.root}/state")
            for name in ("state/runs", "user", "claude/projects"):
                os.makedirs(f"{self.root}/{name}", mode=0o700)
            found(self.repository, f"{self.root}/shop.git", "An online shop")
            self._course = Course(since=SystemClock().boottime())
            self.turn(1.0 if self.is_bare else self.script.speed)
            self.clock = RehearsedClock(self.folder.clock)
            self._began = self.clock.boottime()
            self._undo = undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()
        for agent in self._bare:
            agent.wait()

    @property
    def repository(self) -> str:
        """What the agents work on."""
        return f"{self.root}/shop"

    @property
    def where(self) -> Where:
        """Where their transcripts are."""
        home = f"{self.root}/claude"
        return Where(home=ClaudeHome(home), cache="", mark=index_mark(home))

    @property
    def environment(self) -> dict[str, str]:
        """What everybody in it is told, and by what everybody in it is known."""
        return {
            MARK: self.root,
            NAMED: self.folder.clock,
            "CLAUDE_CONFIG_DIR": f"{self.root}/claude",
            "HOME": f"{self.root}/user",
            "XDG_CONFIG_HOME": f"{self.root}/user/.config",
        }

    @property
    def position(self) -> float:
        """Seconds of the rehearsal since it began."""
        return 0.0 if self._is_waiting else self.clock.boottime() - self._began

    def start(self) -> None:
        """Start it: a plan is entered, and an engine called; bare, everybody begins at once."""
        plan = self.script.plan(self.repository)
        if self.is_bare:
            self._start_bare(plan)
            return
        enter(self.folder, plan, self.clock.now())
        call_engine(self.folder, self.environment)

    def _start_bare(self, plan: Plan) -> None:
        """Nobody counts, and nobody waits."""
        where = address(self.folder.root, plan.rehearsal, _pause, self.environment)
        environ = {**os.environ, **self.environment, **rehearsing(where)}
        places = [
            make(plan.repository, f"{plan.worktrees}/{one.id}", one.branch, plan.base, _pause)
            for one in plan.tasks
        ]
        programs = Programs(python=sys.executable, agent=AGENT, groundstop="")
        for task, place in zip(plan.tasks, places, strict=True):
            session = str(uuid.uuid5(uuid.NAMESPACE_URL, place.path))
            words = command(plan, task, session, programs)
            self._bare.append(self._begin(task, words, place.path, environ))

    def _begin(
        self, task: PlannedTask, words: list[str], cwd: str, environ: dict[str, str]
    ) -> subprocess.Popen[bytes]:
        with open(f"{self.root}/{task.id}.log", "wb") as log:
            agent = subprocess.Popen(  # noqa: S603, our own program, and no shell
                words, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=cwd, env=environ
            )
        if agent.stdin is not None:
            with suppress(BrokenPipeError), agent.stdin as door:
                door.write(message(task.prompt))
        return agent

    @property
    def is_over(self) -> bool:
        """Whether nobody works any more, and nobody will."""
        if self.is_bare:
            return all(agent.poll() is not None for agent in self._bare)
        return not ground(self.folder).is_unfinished

    def look(self) -> Sight:
        """See how far it is; time goes as fast as it should once everybody has begun."""
        told, seen = self._told(), ground(self.folder)
        if self._is_waiting and told.begun >= len(self.script.names):
            self._is_waiting = False
            self.turn(self.script.bare_speed)
            self._began = self.clock.boottime()
        codes = [agent.poll() for agent in self._bare]
        return Sight(
            position=self.position,
            told=told,
            ended=sum(code is not None for code in codes)
            + sum(task.is_settled for task in seen.tasks),
            done=codes.count(0) + sum(task.outcome is Outcome.DONE for task in seen.tasks),
            holds=tuple(halt.because for halt in seen.halts),
            skipped=self._skip(seen),
        )

    def _skip(self, seen: Ground) -> float:
        """Let the time pass in which everybody waits for a window's reset; seconds skipped."""
        resets = [one.until for one in seen.halts if one.kind is Halting.QUOTA and one.until]
        if seen.used or not resets:
            return 0.0
        seconds = (max(resets) - self.clock.now()).total_seconds()
        if seconds <= 0:
            return 0.0
        self._course = self._course.slept(seconds)
        self._write()
        return seconds

    def _told(self) -> Tally:
        """Ask the pretended API what it has met with; nothing before it begins."""
        try:
            port = Path(f"{self.folder.root}/rehearsal-api").read_text("ascii").strip()
            with DIRECT.open(f"http://127.0.0.1:{port}/_rehearsal", timeout=ANSWER_S) as answer:
                said = json.load(answer)
        except (OSError, ValueError):
            return Tally()
        numbers = Counter(said["answered"])
        return Tally(
            begun=said["begun"],
            answered=numbers["200"],
            refused=sum(numbers[word] for word in REFUSED),
            spent=said["spent"],
        )

    def turn(self, speed: float) -> None:
        """Let so many seconds pass in one of the machine's."""
        self._course = self._course.turned(SystemClock().boottime(), speed)
        self._write()

    def _write(self) -> None:
        put(self.folder.clock, course_text(self._course))


def end_all(root: Path) -> bool:
    """Kill whoever belongs to a demo, and wait until nobody is left; tell whether that is so.

    Linux tells who it is; elsewhere the engine and the API end by themselves when idle.
    """
    mark = f"{MARK}={root}".encode()
    for _ in range(TRIES):
        left = _marked(mark)
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if not left:
            return True
        _pause(PAUSE)
    return False


def _pause(seconds: float) -> None:
    threading.Event().wait(seconds)


def _marked(mark: bytes) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if mark in entry.read_bytes().split(b"\0"):
                found.append(int(entry.parent.name))
    return [pid for pid in found if pid != os.getpid()]
