"""Faults of processes: whoever can be killed or frozen is, in the middle of a run."""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.clock import SystemClock
from core.model.command import Command, Verb
from core.model.run import Outcome
from core.runs.act import order
from tests.crash.figures import Figure, figures, last_start
from tests.crash.scene import QUICK, SLEEPER, Scene
from tests.crash.witness import Witness, agents, shims
from tests.tui.pty_reader import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

THREE = ["sleeps 1.5"] * 3
GROUNDSTOP = (sys.executable, "-P", "-c", "from tui.cli import main; main()")


@contextmanager
def staged(where: Path, prompts: list[str], retries: int = 2) -> Iterator[tuple[Scene, Witness]]:
    """Give a run of sleepers, and who watches it."""
    scene = Scene(where, prompts, retries=retries, agent=SLEEPER)
    try:
        with Witness(where / "state/runs") as witness:
            yield scene, witness
    finally:
        scene.close()


def runs(scene: Scene) -> Path:
    """Give the folder of the run folders."""
    return scene.where / "state/runs"


def ended(
    scene: Scene, witness: Witness, *more: Figure, well: bool = True, rounds: int = 1
) -> list[Figure]:
    """Wait for the end, and measure."""
    seen = scene.wait(90)
    words = {task.outcome for task in seen.tasks}
    assert not well or words == {Outcome.DONE}, words
    return [*figures(scene, witness.seen, rounds), *more]


def engine_killed(where: Path) -> list[Figure]:
    """Three times, at moments that have nothing to do with what it does."""
    with staged(where, ["sleeps 1"] * 5) as (scene, witness):
        lost = 0
        for pause in (0.9, 1.3, 1.7):
            scene.engine()
            scene.nap(pause)
            before = agents(runs(scene))
            scene.kill()
            scene.nap(0.05)
            lost += len(before.keys() - agents(runs(scene)).keys() - _well(scene))
        scene.engine()
        return ended(scene, witness, Figure("P8", lost))


def _well(scene: Scene) -> set[str]:
    return {path.parent.name for path in runs(scene).glob("*/*/exit.json")}


def engine_killed_at(where: Path, point: int) -> list[Figure]:
    """At one of its effects."""
    with staged(where, ["sleeps 0.5"] * 2) as (scene, witness):
        scene.engine(str(point)).wait(60)
        scene.engine()
        return ended(scene, witness)


def screen_gone(where: Path, how: str) -> list[Figure]:
    """The dashboard that has called the engine is killed, or loses its terminal."""
    scene = Scene(where, ["rounds 3 thinks 2"] * 2)
    try:
        with Witness(runs(scene)) as witness:
            env = {"HOME": str(where / "home"), "XDG_CACHE_HOME": str(where / "cache")}
            words = (*GROUNDSTOP, "watch", "--state-dir", scene.folder.root)
            with Terminal(words, env) as terminal:
                terminal.answer()
                scene.until(lambda: len(agents(runs(scene))) == 2, 90)
                before, engine = agents(runs(scene)), scene.seen().engine
                if how == "hang-up":
                    terminal.close()
                else:
                    terminal.signal(signal.SIGKILL)
            scene.nap(1.0)
            lost = len(before.keys() - agents(runs(scene)).keys() - _well(scene))
            lost += engine is None or not Path(f"/proc/{engine.pid}").exists()
            wait = ended(scene, witness, rounds=3)
            return [*wait, Figure("P8", lost)]
    finally:
        scene.close()


def agent_killed(where: Path) -> list[Figure]:
    """Its shim tells by what."""
    with staged(where, THREE, retries=0) as (scene, witness):
        scene.engine()
        scene.until(lambda: agents(runs(scene)))
        os.kill(next(iter(agents(runs(scene)).values())), signal.SIGKILL)
        found = ended(scene, witness, well=False)
        (task,) = [one for one in scene.seen().tasks if one.outcome is Outcome.ESCALATED]
        assert "killed by signal 9" in task.because, task.because
        return found


def shim_killed(where: Path, *, agent: bool) -> list[Figure]:
    """And its agent with it; what that has detached is swept before the branch is free."""
    with staged(where, ["sleeps 30 detaches"], retries=0) as (scene, witness):
        scene.engine()
        scene.until(lambda: agents(runs(scene)))
        scene.nap(0.5)
        victims = [*shims(runs(scene)).values(), *(agents(runs(scene)).values() if agent else ())]
        for pid in victims:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        found = ended(scene, witness, well=False)
        assert not marked(scene), "something of it lives on"
        return found


def marked(scene: Scene) -> list[int]:
    """Give the processes that carry the mark of this scene's attempts."""
    found, mark = [], f"GROUNDSTOP_RUN={scene.folder.root}/".encode()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            if mark in Path(f"/proc/{pid}/environ").read_bytes():
                found.append(int(pid))
    return found


def frozen(where: Path, whom: str) -> list[Figure]:
    """An agent or its shim stands still while its engine is killed and another comes."""
    with staged(where, ["sleeps 2"]) as (scene, witness):
        scene.engine()
        scene.until(lambda: agents(runs(scene)))
        among = agents if whom == "agent" else shims
        (pid,) = among(runs(scene)).values()
        os.kill(pid, signal.SIGSTOP)
        scene.kill()
        scene.engine()
        scene.nap(3.0)
        assert scene.seen().used == 1
        os.kill(pid, signal.SIGCONT)
        return ended(scene, witness)


def engine_frozen(where: Path) -> list[Figure]:
    """A rival finds the lock taken, and the screen says that the engine shows no sign of life."""
    with staged(where, THREE) as (scene, witness):
        engine = scene.engine()
        scene.until(lambda: agents(runs(scene)))
        engine.send_signal(signal.SIGSTOP)
        assert scene.engine().wait(30) == 0
        late = scene.until(lambda: scene.seen().stale)
        engine.send_signal(signal.SIGCONT)
        scene.until(lambda: not scene.seen().stale)
        assert late < 4, late
        return ended(scene, witness)


def rivals(where: Path) -> list[Figure]:
    """Three are started at once; one serves."""
    with staged(where, THREE) as (scene, witness):
        engines = [scene.engine() for _ in range(3)]
        found = ended(scene, witness)
        assert sorted(one.poll() is None for one in engines) == [False, False, True]
        return found


def deaf(where: Path) -> list[Figure]:
    """It hears no TERM; five seconds later it is killed."""
    with staged(where, ["sleeps 60 deaf"]) as (scene, witness):
        scene.engine()
        scene.until(lambda: agents(runs(scene)))
        scene.nap(0.5)
        stop = Command(id="s", verb=Verb.STOP, subject=scene.run)
        order(scene.folder, stop, SystemClock().now())
        found = ended(scene, witness, well=False)
        (verdict,) = runs(scene).glob("*/*/exit.json")
        told = json.loads(verdict.read_text())
        assert (told["by"], told["code"]) == ("order", -9), told
        return found


def paused(where: Path) -> list[Figure]:
    """In the middle of its starts; whoever looks for claims finds none that is younger."""
    scene = Scene(
        where, ["sleeps 1"] * 12, pace=replace(QUICK, spacing=0.05, total=12), agent=SLEEPER
    )
    try:
        with Witness(runs(scene)) as witness:
            scene.engine()
            scene.until(lambda: len(agents(runs(scene))) > 1)
            pause = Command(id="p", verb=Verb.PAUSE, by="ada", because="lunch")
            order(scene.folder, pause, SystemClock().now())
            at = SystemClock().now().timestamp()
            scene.kill()
            scene.engine()
            scene.nap(3.0)
            late = max(0.0, last_start(runs(scene)) - at)
            order(scene.folder, Command(id="r", verb=Verb.RESUME), SystemClock().now())
            return ended(scene, witness, Figure("P6", late))
    finally:
        scene.close()


def rebooted(where: Path) -> list[Figure]:
    """Everything is gone at once, and what was claimed belongs to another start of the machine."""
    with staged(where, ["sleeps 60"] * 2, retries=0) as (scene, witness):
        scene.engine()
        scene.until(lambda: len(agents(runs(scene))) == 2)
        scene.kill()
        for pid in marked(scene) + list(shims(runs(scene)).values()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for claim in runs(scene).glob("*/*/claim"):
            told = json.loads(claim.read_text())
            claim.write_text(json.dumps({**told, "pid": os.getpid(), "boot": "another"}))
        scene.engine()
        return ended(scene, witness, well=False)


def clock_moved(where: Path, seconds: float) -> list[Figure]:
    """Somebody sets the wall clock while agents start, while one waits to be tried again."""
    with staged(where, ["sleeps 1"] * 4, retries=1) as (scene, witness):
        course = where / "clock.json"
        same = {"since": SystemClock().boottime(), "speed": 3}
        course.write_text(json.dumps({**same, "wall": 0}))
        scene.environment["GROUNDSTOP_CLOCK_FILE"] = str(course)
        scene.engine()
        scene.until(lambda: agents(runs(scene)))
        os.kill(next(iter(agents(runs(scene)).values())), signal.SIGKILL)
        scene.until(lambda: any((one / "verdict.json").exists() for one in runs(scene).glob("*/*")))
        course.write_text(json.dumps({**same, "wall": seconds}))
        early = max(0.0, 30.0 / 3 - scene.until(lambda: _is_retried(scene), 60) - 2.0)
        return ended(scene, witness, Figure("P10", early))


def _is_retried(scene: Scene) -> bool:
    return any(runs(scene).glob("*/*-retry-1/claim"))
