"""The machine sleeps while real agents work: nobody is ended for it, and nobody called still."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.clock import SystemClock
from core.course.records import course_text
from core.course.watch import NAMED, RehearsedClock
from core.fleet.frames import Fleet
from core.model.course import Course
from core.model.diagnosis import State
from core.model.frame import Frame
from core.model.run import Outcome
from core.model.where import ClaudeHome, Where
from core.processes.watch import here
from core.runs.past.watch import journal
from tests.crash.scene import QUICK, Scene
from tests.crash.witness import agents
from tui.commands.watch import observe

if TYPE_CHECKING:
    from pathlib import Path

    from core.fleet.observer import Observer

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="locks and marks are Linux's")
SPEED = 20.0
ASLEEP = 2400.0
AWAKE = 90.0
"""Seconds after it that are looked at: the minute of mercy, and some more."""


def steer(path: Path, course: Course) -> None:
    """Give the clocks another course, at once and whole."""
    new = path.with_suffix(".new")
    new.write_bytes(course_text(course))
    os.replace(new, path)


async def watched(observer: Observer, frames: list[Frame]) -> None:
    """Keep every picture that a screen would show."""
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(observer.run())
        try:
            async for frame in observer.frames():
                frames.append(frame)  # noqa: PERF401, whoever waits looks at them meanwhile
        finally:
            running.cancel()


async def test_forty_minutes_asleep_end_nobody_and_are_marked(tmp_path: Path) -> None:
    course = Course(since=SystemClock().boottime(), speed=SPEED)
    steer(tmp_path / "clock.json", course)
    scene = Scene(tmp_path, ["rounds 40 thinks 20"] * 5, pace=replace(QUICK, total=5))
    scene.environment[NAMED] = str(tmp_path / "clock.json")
    clock, frames = RehearsedClock(str(tmp_path / "clock.json")), list[Frame]()
    home = ClaudeHome(str(tmp_path / "home/.claude"))
    where = Where(home=home, cache=str(tmp_path / "cache"), mark="here")
    observer = observe(where, clock, here, Fleet(), scene.folder)
    try:
        scene.engine()
        looking = asyncio.ensure_future(watched(observer, frames))
        await asyncio.to_thread(scene.until, lambda: works(frames, 5))
        before = agents(tmp_path / "state/runs")
        slept_at = len(frames)
        steer(tmp_path / "clock.json", course.slept(ASLEEP))
        woke = clock.now()
        await asyncio.to_thread(scene.until, lambda: (clock.now() - woke).total_seconds() > AWAKE)
        after = agents(tmp_path / "state/runs")
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        kinds = [one.kind for one in journal(scene.folder)]
        tasks = scene.seen().tasks
    finally:
        scene.close()

    assert before == after
    assert {(Outcome.RUNNING, 1)} == {(task.outcome, task.attempts) for task in tasks}
    assert 1 == kinds.count("suspended")
    assert 0 == kinds.count("limit") + kinds.count("ended") + kinds.count("halted")
    later = frames[slept_at:]
    assert not [frame.mass_stall for frame in later if frame.mass_stall]
    assert set() == {one.diagnosis.state for frame in later for one in frame.agents} & {
        State.STALLED,
        State.FAILED,
        State.UNKNOWN,
    }
    gaps = [one.text for one in later[-1].notices if one.who == "this machine"]
    assert ["slept for 40 min; it counts for nobody"] == gaps


def works(frames: list[Frame], number: int) -> bool:
    """Tell whether so many agents are seen at work."""
    return bool(frames) and frames[-1].counts[State.WORKING] == number
