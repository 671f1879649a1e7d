"""Faults of what lies on the disk: full, held by somebody else, unlinked, damaged."""

from __future__ import annotations

import errno
import os
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

from core.clock import SystemClock
from core.model.command import Command, Verb
from core.model.run import Outcome
from core.runs.act import order
from tests.crash.figures import Figure, Skipped
from tests.crash.trials import ended, runs, staged
from tests.crash.witness import agents
from tests.tui.commands.calls import PROGRAM, surroundings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.crash.scene import Scene

SIZE = "8m"


def disk_full(where: Path) -> list[Figure]:
    """Agents end while nothing can be written; what they ended with is there afterwards.

    One that cannot write its own stream may fail by that, and is tried again.
    """
    if os.geteuid() != 0:
        raise Skipped("only root can mount a small disk")
    state = where / "state"
    state.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(state)]
    if subprocess.run(words, check=False, capture_output=True).returncode:
        raise Skipped("no small disk can be mounted here")
    try:
        return _filled(where)
    finally:
        subprocess.run(["umount", "-l", str(state)], check=False, capture_output=True)


def _filled(where: Path) -> list[Figure]:
    with staged(where, ["sleeps 2"] * 5) as (scene, witness):
        scene.engine()
        scene.until(lambda: len(agents(runs(scene))) > 1)
        _fill(where / "state/ballast")
        for _ in range(6):
            scene.nap(0.5)
            if scene.engines[-1].poll() is not None:
                scene.engine()
        (where / "state/ballast").unlink()
        scene.until(lambda: _is_over(scene), 120)
        return ended(scene, witness)


def _is_over(scene: Scene) -> bool:
    """Call an engine where there is none, as every face does."""
    if scene.engines[-1].poll() is not None:
        scene.engine()
    return not scene.seen().is_unfinished


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    file.write(b"x" * size)
    with suppress(OSError):
        assert os.statvfs(path).f_bavail == 0, errno.ENOSPC


def git_locked(where: Path) -> list[Figure]:
    """The lock of one branch's ref is somebody's for two seconds."""
    with staged(where, ["sleeps 0.5"] * 2) as (scene, witness):
        lock = scene.repository / ".git/refs/heads/fan/t0.lock"
        lock.parent.mkdir(parents=True)
        lock.touch()
        scene.engine()
        scene.nap(2.0)
        assert lock.exists(), "it was taken away"
        lock.unlink()
        return ended(scene, witness)


def unlinked(where: Path) -> list[Figure]:
    """An engine would work on with a file that nobody else can see."""
    with staged(where, ["sleeps 2"] * 2) as (scene, witness):
        scene.engine()
        scene.until(lambda: len(agents(runs(scene))) == 2)
        for path in (where / "state").glob("state.db*"):
            path.unlink()
        assert scene.engines[-1].wait(10) == 0
        begun = _begins(scene)
        _mend(scene)
        scene.engine()
        return ended(scene, witness, Figure("P13", begun))


def rebuilt(where: Path, way: Callable[[Path], None]) -> list[Figure]:
    """No engine begins; then all is recovered, and no agent was ever disturbed."""
    with staged(where, ["sleeps 0.1", "sleeps 4", "sleeps 4", "sleeps 0.1"]) as (scene, witness):
        scene.engine()
        scene.until(lambda: len(agents(runs(scene))) > 1 and _has_done(scene))
        before = agents(runs(scene))
        scene.kill()
        way(where / "state/state.db")
        begun = _begins(scene)
        _mend(scene)
        seen = scene.seen()
        assert seen.used >= len(agents(runs(scene))), seen
        lost = len(before.keys() - agents(runs(scene)).keys() - _ended(scene))
        scene.engine()
        scene.until(lambda: scene.seen().used == 0)
        order(scene.folder, Command(id="go", verb=Verb.RESUME), SystemClock().now())
        return ended(scene, witness, Figure("P13", begun), Figure("P8", lost))


def _has_done(scene: Scene) -> bool:
    return any(task.outcome is Outcome.DONE for task in scene.seen().tasks)


def _ended(scene: Scene) -> set[str]:
    return {path.parent.name for path in runs(scene).glob("*/*/exit.json")}


def _begins(scene: Scene) -> int:
    """Start an engine that must refuse, in a sentence that tells the way out."""
    code = scene.engine().wait(30)
    said = (scene.where / "engine.log").read_text()
    return int(code != 1 or "groundstop doctor --rebuild" not in said)


def _mend(scene: Scene) -> None:
    words = [*PROGRAM, "doctor", "--rebuild", "--yes", "--state-dir", scene.folder.root]
    environment = {**surroundings(), "GROUNDSTOP_ATTEMPT": "no engine is called"}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
