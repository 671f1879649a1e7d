"""A state that is lost or damaged is refused, and recovered from the run folders when asked."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from core.clock import SystemClock
from core.errors import Trouble
from core.locks.watch import is_locked
from core.model.command import Command, Verb
from core.model.run import Outcome
from core.runs.act import order
from tests.crash import harm as ways
from tests.crash.audit import faults
from tests.crash.scene import Scene
from tests.tui.commands.calls import PROGRAM, surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="locks and marks are Linux's")
QUICK, LONG = "rounds 1 thinks 0.1", "rounds 2 thinks 2"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path, [QUICK, LONG, LONG, QUICK, QUICK])
    yield made
    made.close()


def doctor(scene: Scene, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [*PROGRAM, "doctor", "--rebuild", *words, "--state-dir", scene.folder.root],
        env={**surroundings(), "GROUNDSTOP_ATTEMPT": "no engine is called"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


def killed(scene: Scene) -> None:
    """Kill the engine at a moment when one task is done and two agents live."""
    scene.engine()
    for _ in range(1500):
        seen = scene.seen()
        words = [task.outcome for task in seen.tasks]
        if Outcome.DONE in words and words.count(Outcome.RUNNING) > 1:
            break
        scene.nap(0.02)
    else:
        pytest.fail("it never got so far")
    scene.engines[-1].kill()
    scene.engines[-1].wait()


def lives(scene: Scene) -> set[str]:
    found = (scene.where / "state/runs").glob("*/*/life")
    return {path.parent.name for path in found if is_locked(str(path))}


def refused(scene: Scene) -> str:
    engine = scene.engine()
    assert 1 == engine.wait(30)
    return (scene.where / "engine.log").read_text().splitlines()[-1]


@pytest.mark.parametrize("harm", [ways.missing, ways.middle, ways.without_wal])
def test_a_state_that_is_lost_is_rebuilt_beside_agents_that_live(
    scene: Scene, harm: Callable[[Path], None]
) -> None:
    killed(scene)
    alive = lives(scene)
    harm(scene.where / "state/state.db")
    said = refused(scene)
    before = doctor(scene)
    code, told = doctor(scene, "--yes")
    seen = scene.seen()
    granted = {task.id for task in seen.tasks if task.outcome is Outcome.RUNNING}

    assert "groundstop doctor --rebuild" in said
    assert (2, True) == (before[0], "--yes" in before[1])
    assert 0 == code, told
    assert lives(scene) <= granted
    assert seen.used == len(granted)
    assert ["operator"] == [halt.kind for halt in seen.halts]
    assert "nothing was changed" in doctor(scene, "--yes")[1]
    scene.engine()
    until(scene, lambda: scene.seen().used == 0)
    assert {"t1", "t2"} <= {t.id for t in scene.seen().tasks if t.outcome is Outcome.DONE}, alive
    order(scene.folder, Command(id="go", verb=Verb.RESUME), SystemClock().now())
    assert {Outcome.DONE} == {task.outcome for task in scene.wait().tasks}
    assert [] == faults(scene.where, {"t1": 2, "t2": 2})


def until(scene: Scene, holds: Callable[[], bool]) -> None:
    for _ in range(1500):
        if holds():
            return
        scene.nap(0.02)
    pytest.fail("it never happened")


def test_nobody_enters_a_plan_or_an_order_where_the_state_is_missing(scene: Scene) -> None:
    ways.missing(scene.where / "state/state.db")

    with pytest.raises(Trouble, match="doctor --rebuild"):
        order(scene.folder, Command(id="p", verb=Verb.PAUSE), SystemClock().now())
    assert not (scene.where / "state/state.db").exists()
    assert "1 run, 0 attempts: 5 queued; 0 agents alive" in doctor(scene, "--yes")[1]


def test_a_carrier_that_is_damaged_gives_its_agents_to_a_new_one(scene: Scene) -> None:
    killed(scene)
    ways.header(scene.where / "state/dbos.db")
    said = refused(scene)
    code, told = doctor(scene, "--yes")

    assert "dbos.db is damaged" in said
    assert (0, True) == (code, "The next engine makes a new one" in told)
    scene.engine()
    assert {Outcome.DONE} == {task.outcome for task in scene.wait().tasks}
    assert [] == faults(scene.where, {"t1": 2, "t2": 2})


def test_nothing_is_rebuilt_under_an_engine_nor_where_nothing_ran(
    scene: Scene, tmp_path: Path
) -> None:
    scene.engine()
    until(scene, lambda: scene.seen().engine is not None)

    assert (2, True) == ((busy := doctor(scene, "--yes"))[0], "an engine works" in busy[1])
    ours, scene.folder = scene.folder, type(scene.folder)(str(tmp_path / "other"))
    found, scene.folder = doctor(scene), ours
    assert (0, True) == (found[0], "nothing to rebuild" in found[1])
