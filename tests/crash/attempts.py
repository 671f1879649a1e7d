"""Faults in the middle of retries, time limits and messages: whoever can be killed is."""

from __future__ import annotations

import json
import os
import signal
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from core.attempts.act import RunFolder
from core.clock import SystemClock
from core.course.records import course_text
from core.course.watch import NAMED
from core.model.course import Course
from core.model.given_up import FILE
from core.model.run import Outcome
from core.runs.letters.act import stamp
from tests.crash.figures import Figure, figures
from tests.crash.scene import QUICK, SLEEPER, Scene
from tests.crash.witness import Witness, agents, shims

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAITS = (1.5, 3.0)
"""Seconds before the retries of these plans."""
PLACES = ("inbox", "sent", "unsent")
SPEED, LIMIT, ASLEEP, AWAKE = 300.0, 1800.0, 2400.0, 1200.0
"""How fast the clocks are; seconds of theirs: a limit, a sleep, and how long before it."""
LOOKS = 0.3
"""Seconds of the machine between what is and what was noted of it."""


@contextmanager
def _played(where: Path, prompts: list[str]) -> Iterator[tuple[Scene, Witness]]:
    pace = replace(QUICK, retry_waits=WAITS)
    scene = Scene(where, prompts, pace=pace, agent=SLEEPER)
    try:
        with Witness(where / "state/runs") as witness:
            yield scene, witness
    finally:
        scene.close()


def _ended(scene: Scene, witness: Witness, *more: Figure) -> list[Figure]:
    words = {task.outcome for task in scene.wait(90).tasks}
    assert words == {Outcome.DONE}, words
    return [*figures(scene, witness.seen), *more]


def retried(where: Path, pauses: tuple[float, ...]) -> list[Figure]:
    """Engines are killed while tasks fail, wait for their retry, and are tried again.

    Three that fail would hold all starts (S4-50).
    """
    with _played(where, ["sleeps 0.5 fails"] * 2) as (scene, witness):
        for pause in pauses:
            scene.engine()
            scene.nap(pause)
            scene.kill()
        scene.engine()
        found = _ended(scene, witness)
        folders = [path.parent for path in scene.where.glob("state/runs/*/*/started.json")]
        assert len(folders) == 4, sorted(path.name for path in folders)
        ends = {path.name: (path / "exit.json").stat().st_mtime for path in folders}
        early = [
            ends[path.name.partition("-retry-")[0]]
            + WAITS[0]
            - path.joinpath("claim").stat().st_ctime
            for path in folders
            if "-retry-" in path.name
        ]
        return [*found, Figure("P10", max(0.0, *early))]


def overdue(where: Path) -> list[Figure]:
    """An agent hangs, the machine sleeps, its engine is killed: it is ended when its time is over.

    The engine that comes next counts anew, so that it ends nobody too early.
    """
    with _played(where, ["hangs sleeps 0.2"]) as (scene, witness):
        course = Course(since=SystemClock().boottime(), speed=SPEED)
        _steer(where / "clock.json", course)
        scene.environment[NAMED] = str(where / "clock.json")
        scene.engine()
        scene.until(lambda: agents(where / "state/runs"))
        (begun,) = where.glob("state/runs/*/t0/started.json")
        scene.nap(AWAKE / SPEED)
        _steer(where / "clock.json", course.slept(ASLEEP))
        path = begun.parent
        scene.until((path / FILE).exists)
        lasted = (path / FILE).stat().st_mtime - begun.stat().st_mtime
        scene.kill()
        scene.engine()
        found = _ended(scene, witness)
        told = json.loads((path / "exit.json").read_text())
        assert (told["by"], told["code"]) == ("order", -signal.SIGTERM), told
        return [*found, Figure("S4-46", max(0.0, LIMIT / SPEED - lasted - LOOKS))]


def told(where: Path, whom: str) -> list[Figure]:
    """Somebody writes to agents again and again, while engines or shims are killed."""
    with _played(where, ["sleeps 2"] * 2) as (scene, witness):
        runs, taken = where / "state/runs", 0
        for _ in range(2):
            scene.engine()
            scene.until(lambda: agents(runs))
            for _ in range(20):
                scene.nap(0.02)
                for name in agents(runs):
                    folder = RunFolder(str(next(runs.glob(f"*/{name}"))))
                    with suppress(FileNotFoundError):
                        folder.drop(stamp(), json.dumps({"said": taken}).encode())
                        taken += 1
            for pid in list(shims(runs).values())[:1] if whom == "shim" else ():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            scene.kill()
        scene.engine()
        found = _ended(scene, witness)
        assert taken > 20, taken
        lie = [len(list(where.glob(f"state/runs/*/*/{place}/*.json"))) for place in PLACES]
        prompts = len(list(where.glob("state/runs/*/*/*/0000.json")))
        return [*found, Figure("D17", abs(sum(lie) - prompts - taken)), Figure("D17", lie[0])]


def _steer(path: Path, course: Course) -> None:
    new = path.with_suffix(".new")
    new.write_bytes(course_text(course))
    os.replace(new, path)
