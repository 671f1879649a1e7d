"""The account's window is used up while five of thirty run: one event, nobody's fault."""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from core.clock import SystemClock
from core.course.records import course_text
from core.course.watch import NAMED
from core.model.course import Course
from core.model.run import Outcome
from core.runs.past.watch import journal
from tests.crash.scene import QUICK, Scene

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="locks and marks are Linux's")
SPEED, FIVE_HOURS = 20.0, 18_000.0
MANY, AT_ONCE = 30, 5


def asked(scene: Scene, **told: float) -> int:
    """Steer the pretended API; give how often it has answered."""
    port = Path(scene.folder.root, "rehearsal-api").read_text("ascii").strip()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/_rehearsal", json.dumps(told).encode()
    )
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310, likewise
        return int(json.load(answer)["answered"].get("200", 0))


def pass_time(path: Path, course: Course) -> None:
    """Give all clocks another course, at once and whole."""
    new = path.with_suffix(".new")
    new.write_bytes(course_text(course))
    os.replace(new, path)


@pytest.mark.requirement("S1-04", "S1-05")
def test_a_rejected_window_is_one_event_that_spends_no_retry(tmp_path: Path) -> None:
    course = Course(since=SystemClock().boottime(), speed=SPEED)
    pass_time(tmp_path / "clock.json", course)
    scene = Scene(
        tmp_path,
        ["rounds 6 thinks 25"] * MANY,
        pace=replace(QUICK, total=AT_ONCE),
        rehearsal=("--five-hour=90000000",),
        resumes=True,
    )
    scene.environment[NAMED] = str(tmp_path / "clock.json")
    try:
        scene.engine()
        scene.until(lambda: said(scene, "started") == AT_ONCE)
        scene.until(lambda: asked(scene))
        asked(scene, fill=1.0)
        scene.until(lambda: said(scene, "ended") >= AT_ONCE and not scene.seen().used)
        scene.nap(1.0)
        (halt,) = scene.seen().halts
        before = [one.kind for one in journal(scene.folder)]
        outcomes = [task.outcome for task in scene.seen().tasks]
        later = replace(course, wall=FIVE_HOURS, boottime=FIVE_HOURS, monotonic=FIVE_HOURS)
        pass_time(tmp_path / "clock.json", later)
        scene.until(lambda: said(scene, "admit") > AT_ONCE + 1)
        kinds = [one.kind for one in journal(scene.folder)]
        keys = [path.name for path in Path(scene.folder.runs).glob("*/*") if path.is_dir()]
        escalated = [task for task in scene.seen().tasks if task.outcome is Outcome.ESCALATED]
    finally:
        scene.close()

    assert ("quota", "five_hour") == (halt.kind, halt.window)
    assert halt.resets_at == halt.until is not None
    assert (1, 0, AT_ONCE, AT_ONCE) == tuple(
        before.count(kind) for kind in ("halted", "lifted", "admit", "ended")
    )
    assert {Outcome.QUEUED} == {*outcomes}
    assert [] == [key for key in keys if "-retry-" in key]
    assert [] == escalated
    assert ["halted", "lifted"] == [one for one in kinds if one in ("halted", "lifted")]


def said(scene: Scene, kind: str) -> int:
    """Count the journal's lines of one kind."""
    return sum(one.kind == kind for one in journal(scene.folder))
