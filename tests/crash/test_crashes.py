"""Real engines are killed, and real agents go on: nothing is lost, nothing runs twice."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from core.clock import SystemClock
from core.model.command import Command, Verb
from core.model.run import Outcome
from tests.crash.audit import faults
from tests.crash.scene import Scene
from tests.tui.commands.test_run import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="locks and marks are Linux's")
WORK = "rounds 2 thinks 0.3"


@pytest.fixture
def scenes() -> Iterator[list[Scene]]:
    made: list[Scene] = []
    yield made
    for one in made:
        one.close()


def scene(scenes: list[Scene], where: Path, prompts: list[str], **more: Any) -> Scene:  # noqa: ANN401
    scenes.append(Scene(where, prompts, **more))
    return scenes[-1]


def test_an_engine_that_is_killed_again_and_again_loses_nothing(
    tmp_path: Path, scenes: list[Scene]
) -> None:
    one = scene(scenes, tmp_path, [WORK] * 4)
    for pause in (1.3, 1.6, 2.1):
        engine = one.engine()
        one.nap(pause)
        engine.kill()
        engine.wait()
    one.engine()

    assert {Outcome.DONE} == {task.outcome for task in one.wait().tasks}
    assert [] == faults(tmp_path, 2)


@pytest.mark.parametrize("point", [12, 25, 33, 41])
def test_death_at_one_effect_is_survived(tmp_path: Path, scenes: list[Scene], point: int) -> None:
    one = scene(scenes, tmp_path, [WORK, WORK])
    assert -9 == one.engine(str(point)).wait(30)
    one.engine()

    assert {Outcome.DONE} == {task.outcome for task in one.wait().tasks}
    assert [] == faults(tmp_path, 2)


def test_of_two_engines_one_serves(tmp_path: Path, scenes: list[Scene]) -> None:
    one = scene(scenes, tmp_path, [WORK] * 3)
    engines = [one.engine() for _ in range(3)]
    one.wait()

    codes = sorted(engine.poll() is None for engine in engines)
    assert [False, False, True] == codes
    assert [] == faults(tmp_path, 2)


def test_what_fails_is_tried_again_and_then_a_person_is_asked(
    tmp_path: Path, scenes: list[Scene]
) -> None:
    one = scene(scenes, tmp_path, ["rounds 0 thinks 0.1 fail"], retries=0)
    one.engine()
    (task,) = one.wait().tasks

    assert Outcome.ESCALATED is task.outcome
    assert "it could not be done" in task.because


@pytest.mark.measures
def test_a_pause_holds_whoever_dies_and_a_stop_ends_what_runs(
    tmp_path: Path, scenes: list[Scene]
) -> None:
    from core.runs.act import order  # noqa: PLC0415, beside its use

    one = scene(scenes, tmp_path, ["rounds 3 thinks 60"] * 3)
    at = SystemClock().now()
    one.engine()
    until(one, lambda: one.seen().used >= 1)
    order(one.folder, Command(id="p", verb=Verb.PAUSE, by="ada", because="lunch"), at)
    one.nap(1.0)
    used = one.seen().used
    one.engines[-1].kill()
    one.engines[-1].wait()
    one.engine()
    one.nap(2.5)

    seen = one.seen()
    assert used == seen.used
    assert ["lunch"] == [halt.because for halt in seen.halts]
    order(one.folder, Command(id="s", verb=Verb.STOP, subject=one.run), at)
    assert {Outcome.CANCELLED} == {task.outcome for task in one.wait().tasks}


def until(one: Scene, holds: object) -> None:
    assert callable(holds)
    for _ in range(1500):
        if holds():
            return
        one.nap(0.02)
    pytest.fail("it never happened")


@pytest.mark.requirement("S1-11")
def test_nobody_starts_from_eighty_percent_of_a_window_on(
    tmp_path: Path, scenes: list[Scene]
) -> None:
    one = scene(
        scenes, tmp_path, ["rounds 3 thinks 0.5"] * 8, rehearsal=("--five-hour=100000", "--seed=2")
    )
    one.engine()
    until(one, lambda: one.seen().halts)
    (halt,) = one.seen().halts
    started = sum(task.attempts for task in one.seen().tasks)
    until(one, lambda: not one.seen().used)
    one.nap(1.0)

    assert ("quota", "rate_limit_event") == (halt.kind, halt.by)
    assert started == sum(task.attempts for task in one.seen().tasks) < 8
    assert ["quota"] == [held.kind for held in one.seen().halts]


def test_a_run_that_waits_without_a_screen_says_for_whom(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    try:
        started = desk.start("run", "plan.toml", "--headless")
        while not (desk.state / "state.db").exists():
            pass
        assert 0 == desk.call("pause", "--because", "lunch")[0]
        out, err = started.communicate(timeout=60)
        holds = json.loads(desk.call("status", "--json")[1])["holds"]
    finally:
        desk.close()

    assert 4 == started.returncode
    assert "held by operator: lunch" in err
    assert "of 2 tasks are done" in out
    assert [("operator", "lunch", None)] == [
        (hold["kind"], hold["because"], hold["until"]) for hold in holds
    ]
