"""A demo leaves nothing behind, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event

import pytest

from core.demo.act import MARK, World
from core.demo.scripts import Incident, hurried, script
from core.model.course import Course
from core.runs.watch import ground

ROOT = Path(__file__).parents[2]
PATIENCE = 40.0
SLOW = hurried(script(Incident.NONE, 1), 1.0)
PROGRAM = """
import sys
from core.demo.act import World
from core.demo.scripts import Incident, script
with World(script(Incident.NONE, 1), parent=sys.argv[1]) as world:
    world.start()
    print(world.root, flush=True)
    sys.stdin.read()
"""


def marked(root: str) -> list[int]:
    """Everybody who has the mark of a demo; by another way than the demo's own."""
    asked = ["grep", "-slz", f"^{MARK}={root}$", *map(str, Path("/proc").glob("[0-9]*/environ"))]
    found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
    return [int(path.split("/")[2]) for path in found]


def until_somebody_works(root: str) -> None:
    end = time.perf_counter() + PATIENCE
    while len(marked(root)) < 4:  # engine, API, shim, agent
        assert time.perf_counter() < end
        Event().wait(0.1)


def test_who_leaves_a_demo_leaves_no_process_and_no_folder(tmp_path: Path) -> None:
    with World(SLOW, parent=str(tmp_path)) as world:
        world.start()
        until_somebody_works(world.root)

    assert [] == marked(world.root)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_next_demo_ends_the_agents_of_one_that_was_killed(
    tmp_path: Path, number: signal.Signals
) -> None:
    demo = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    assert demo.stdout is not None
    assert demo.stdin is not None
    root = demo.stdout.readline().strip()
    until_somebody_works(root)
    demo.send_signal(number)
    demo.wait(PATIENCE)
    demo.stdin.close()
    demo.stdout.close()

    assert marked(root), "its agents work on"
    with World(SLOW, parent=str(tmp_path)):
        assert [] == marked(root)
        assert not Path(root).exists()


def test_a_demo_that_lives_is_left_alone_by_the_next(tmp_path: Path) -> None:
    with World(SLOW, parent=str(tmp_path)) as first:
        first.start()
        until_somebody_works(first.root)
        with World(SLOW, parent=str(tmp_path)):
            pass

        assert marked(first.root)
        assert ground(first.folder).tasks


def test_a_night_without_work_is_skipped_and_no_clock_goes_back(tmp_path: Path) -> None:
    with World(SLOW, parent=str(tmp_path)) as world:
        before = world.clock.now(), world.clock.boottime(), world.clock.monotonic()
        world.turn(50)
        world.turn(1)
        after = world.clock.now(), world.clock.boottime(), world.clock.monotonic()

    assert all(one <= other for one, other in zip(before, after, strict=True))
    assert (10, 10, 0) == (
        (night := Course().slept(10)).wall,
        night.boottime,
        night.monotonic,
    )
