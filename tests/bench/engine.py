"""How quick the engine is, and how little it takes: real engines, shims and git, agents that sleep.

What takes wall time is beside its bound, and means something on a machine that does nothing else.
"""

from __future__ import annotations

import gc
import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.clock import SystemClock
from core.engine.ledger import Ledger
from core.model.admission import Request, Surroundings
from core.model.command import Command, Verb
from core.model.gate import Gate
from core.model.moment import Moment, mark
from core.model.pace import WAVE
from core.model.plan import Plan, PlannedTask, tasks_of
from core.runs.act import enter, order
from core.runs.store import State
from core.spawn.admission import admission
from tests.bench.pairs import row
from tests.crash import looks, trials
from tests.crash.figures import Skipped
from tests.crash.scene import QUICK, SLEEPER, Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.crash.figures import Figure

TASKS, STARTS = 1000, 20
RESTING_S = 10.0
MB = 1024.0


def rows() -> Iterator[str]:
    """Give a row for each figure."""
    yield from _decision()
    with tempfile.TemporaryDirectory(prefix="groundstop-bench.") as where:
        yield from _scene(Path(where))
    yield from _promise("pause -> last start, s", trials.paused, "P6", 1.0)
    yield from _promise("restart -> 30 agents adopted, 10 ends learnt, s", looks.readopted, "P9", 2)


def _promise(
    what: str, play: Callable[[Path], list[Figure]], promise: str, budget: float
) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="groundstop-bench.") as where:
        try:
            found = {one.promise: one.value for one in play(Path(where))}
        except Skipped as reason:
            yield row(what, str(reason), "", float("inf"), budget)
        else:
            yield row(what, f"{found[promise]:.2f} s", "", found[promise], budget)


def _decision() -> Iterator[str]:
    """One decision about a thousand tasks that wait: alone, and with all that is read for it."""
    plan = Plan(
        name="many",
        repository="/src/shop",
        git_folder="/src/shop/.git",
        base="main",
        runner="rehearsal",
        pace=replace(QUICK, spacing=3600.0),
        tasks=tuple(
            PlannedTask(id=f"t{number}", prompt="x", branch=f"b{number}") for number in range(TASKS)
        ),
    )
    tasks, around = tasks_of("many", plan), Surroundings(host=None, means=())
    state, clock = State(":memory:"), SystemClock()

    def moment() -> Moment:
        return Moment(boot="b", boottime=clock.boottime(), wall=clock.now())

    with state.transaction():
        state.plan("many", clock.now(), plan, tasks)
        for task in tasks[:WAVE]:
            state.prepare(task.key, "/src/shop-wt/x", "c")
    ledger = Ledger(state, moment)
    ledger.admit(around)
    queue = [
        Request(attempt=one.key, task=one.key, role=one.role, pace=one.pace, is_prepared=True)
        for one in tasks
    ]
    gate = Gate(last=mark(moment()))
    for what, decide in (
        ("alone", lambda: admission(gate, queue, around, moment())),
        ("with its transaction", lambda: ledger.admit(around)),
    ):
        took = _middle(decide)
        name = f"one admission decision over {TASKS} tasks, {what}: CPU, ms"
        yield row(name, f"{took:.2f}", "", took, 1)
    state.close()


def _middle(decide: Callable[[], object]) -> float:
    """Give the median of the CPU time that it takes, in milliseconds."""
    times = []
    gc.disable()
    for _ in range(50):
        began = time.process_time()
        decide()
        times.append((time.process_time() - began) * 1000)
    gc.enable()
    return sorted(times)[len(times) // 2]


def _scene(where: Path) -> Iterator[str]:
    scene = Scene(
        where, ["sleeps 0"], pace=replace(QUICK, spacing=0.0, cooldown=0.0), agent=SLEEPER
    )
    try:
        engine = scene.engine()
        scene.wait()
        took = sorted(_start(scene, number) for number in range(STARTS))
        yield row(
            f"entered -> started.json: worst of {STARTS}", f"{took[-1]:.3f} s", "", took[-1], 0.5
        )
        pause = Command(id="p", verb=Verb.PAUSE, by="bench", because="rest")
        order(scene.folder, pause, SystemClock().now())
        _enter(scene, STARTS)
        scene.nap(2.0)
        before = _cpu(engine.pid)
        scene.nap(RESTING_S)
        used = (_cpu(engine.pid) - before) / RESTING_S * 100
        yield row("engine at rest: CPU, % of a core", f"{used:.2f}", "", used, 3)
        held = _resident(engine.pid)
        yield row("engine at rest: resident, MB", f"{held:.1f}", "", held, 100)
    finally:
        scene.close()


def _enter(scene: Scene, number: int) -> str:
    task = PlannedTask(id=f"n{number}", prompt="sleeps 0", branch=f"fan/n{number}")
    plan = replace(scene.plan, name=f"bench{number}", tasks=(task,))
    return f"{enter(scene.folder, plan, SystemClock().now())}/{task.id}"


def _start(scene: Scene, number: int) -> float:
    """Give the seconds from a plan that was entered to its agent's process."""
    scene.until(lambda: not scene.seen().is_unfinished)
    at = SystemClock().now().timestamp()
    path = where_of(scene, _enter(scene, number))
    scene.until(path.exists)
    return path.stat().st_mtime - at


def where_of(scene: Scene, key: str) -> Path:
    """Name the file that says that an attempt has begun."""
    return scene.where / "state/runs" / key / "started.json"


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / MB
