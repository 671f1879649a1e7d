"""What is seen: by the next engine of thirty agents, by a screen, by whoever may only read."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from core.clock import SystemClock
from core.model.command import Command, Verb
from core.model.run import Outcome
from core.runs.act import order
from tests.crash.figures import BOUNDS, PROMISES, Figure, Skipped
from tests.crash.scene import QUICK, SLEEPER, Scene
from tests.crash.trials import GROUNDSTOP, ended, runs, staged
from tests.crash.witness import Witness, agents
from tests.simulation.audit import violations
from tests.simulation.weather import play
from tests.tui.commands.calls import PROGRAM, surroundings
from tests.tui.pty_reader import Terminal, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANY, DEAD = 30, 10
SEEDS = 60
RUN = re.compile(r"Run (\d+) of (\d+) tasks")
FACES = (
    ["status", "--json"],
    ["status", "--line"],
    ["agents", "--json"],
    ["usage"],
    ["doctor"],
    ["snapshot", "--format", "text", "--out", "-"],
)


def readopted(where: Path) -> list[Figure]:
    """Ten of thirty end while there is no engine; the next one is told to stop the last."""
    pace = replace(QUICK, spacing=0.02, cooldown=0.02, total=MANY)
    scene = Scene(where, ["sleeps 120"] * MANY, pace=pace, retries=0, agent=SLEEPER)
    try:
        with Witness(runs(scene)) as witness:
            took = _readopted(scene)
            if took > BOUNDS["P9"] and (load := os.getloadavg()[0]) > (os.cpu_count() or 1):
                raise Skipped(f"the machine is too busy to tell: {took:.1f} s at load {load:.1f}")
            stop = Command(id="all", verb=Verb.STOP, subject=scene.run)
            order(scene.folder, stop, SystemClock().now())
            return ended(scene, witness, Figure("P9", took), well=False)
    finally:
        scene.close()


def _readopted(scene: Scene) -> float:
    scene.engine()
    scene.until(lambda: len(agents(runs(scene))) == MANY and scene.seen().used == MANY, 120)
    scene.nap(2.0)
    scene.kill()
    living = agents(runs(scene))
    *_, last = sorted(living)
    for name in sorted(living)[:DEAD]:
        os.kill(living[name], signal.SIGKILL)
    scene.until(lambda: len([*runs(scene).glob("*/*/exit.json")]) == DEAD)
    stop = Command(id="one", verb=Verb.STOP, subject=f"{scene.run}/{last}")
    order(scene.folder, stop, SystemClock().now())
    scene.engine()
    return scene.until(
        lambda: (runs(scene) / scene.run / last / "stop").exists() and _learnt(scene)
    )


def _learnt(scene: Scene) -> bool:
    return sum(task.outcome is not Outcome.RUNNING for task in scene.seen().tasks) >= DEAD


def behind(where: Path) -> list[Figure]:
    """How long after an agent's end, by the time of its verdict's file, the dashboard counts it."""
    with staged(where, ["sleeps 1.3", "sleeps 0.6", "sleeps 0.9"] * 3) as (scene, witness):
        env = {"HOME": str(where / "home"), "XDG_CACHE_HOME": str(where / "cache")}
        watch = (*GROUNDSTOP, "watch", "--read-only", "--state-dir", scene.folder.root)
        counted: dict[int, float] = {}
        with Terminal(watch, env) as terminal:
            terminal.answer()
            scene.engine()
            reading = threading.Thread(target=_read, args=(terminal, counted), daemon=True)
            reading.start()
            found = ended(scene, witness)
            scene.nap(1.5)
            terminal.signal(signal.SIGKILL)
            reading.join(10)
        ends = sorted(path.stat().st_mtime for path in runs(scene).glob("*/*/exit.json"))
        assert len(counted) > len(ends) // 2, counted
        late = [at - ends[number - 1] for number, at in counted.items() if number]
        return [*found, Figure("P11", max(late))]


def _read(terminal: Terminal, counted: dict[int, float]) -> None:
    """Note when the screen said for the first time that so many tasks are done."""
    seen = ""
    for mouthful in iter(terminal._read, b""):
        seen = (seen + words(mouthful))[-4000:]
        at = SystemClock().now().timestamp()
        for done, _ in RUN.findall(seen):
            counted.setdefault(int(done), at)


def read_only(where: Path) -> list[Figure]:
    """Every face looks at a run that is not over, and at nothing; no file is another one after."""
    with staged(where, ["sleeps 60"] * 2) as (scene, _):
        home = where / "home"
        (home / ".claude/projects").mkdir(parents=True)
        scene.engine()
        scene.until(lambda: agents(runs(scene)))
        scene.kill()
        scene.nap(0.5)
        changed = 0
        for face in (*_faces(scene, home),):
            before = dict(_tree(where))
            face.wait(60)
            after = dict(_tree(where))
            changed += len(before.keys() ^ after.keys())
            changed += sum(after.get(path, told) != told for path, told in before.items())
        return [Figure("P14", changed)]


def _faces(scene: Scene, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    environment = surroundings(HOME=str(home), XDG_CACHE_HOME=str(scene.where / "cache"))
    more = ["--read-only", "--state-dir", scene.folder.root]
    for face in FACES:
        yield subprocess.Popen([*PROGRAM, *face, *more], env=environment, **quiet)


def _tree(where: Path) -> Iterator[tuple[str, tuple[int, int, int]]]:
    for path in (where, *where.rglob("*")):
        told = path.lstat()
        yield str(path), (told.st_size, told.st_mtime_ns, told.st_ino)


def simulated(where: Path) -> list[Figure]:
    """Policy and protocol in virtual time, with every kind of weather at once."""
    del where
    found = [fault for seed in range(SEEDS) for fault in _violations(seed)]
    return [
        Figure(name, BOUNDS.get(name, 0.0) + found.count(name))
        for name in PROMISES
        if name == "P10" or name in found
    ]


def _violations(seed: int) -> list[str]:
    played = play(seed)
    told = violations(played.history, played.tasks)
    return [line.split()[0].strip(":") for line in told]
