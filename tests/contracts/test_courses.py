"""A rehearsal's clocks go as their file says, and no file makes them do anything else."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.clock import SystemClock
from core.course.records import course_text, read_course
from core.course.watch import NAMED, RehearsedClock, clock_by
from core.errors import Misuse
from core.model.course import Course

if TYPE_CHECKING:
    from pathlib import Path

HOUR = 3600.0


def written(path: Path, **course: float) -> RehearsedClock:
    path.write_bytes(course_text(Course(**{"since": SystemClock().boottime(), **course})))
    return RehearsedClock(str(path))


def test_all_three_clocks_are_moved_each_by_its_own(tmp_path: Path) -> None:
    machine = SystemClock()
    clock = written(tmp_path / "clock.json", wall=HOUR, boottime=2 * HOUR, monotonic=3 * HOUR)

    assert HOUR == pytest.approx((clock.now() - machine.now()).total_seconds(), abs=1)
    assert 2 * HOUR == pytest.approx(clock.boottime() - machine.boottime(), abs=1)
    assert 3 * HOUR == pytest.approx(clock.monotonic() - machine.monotonic(), abs=1)


def test_they_are_faster_from_the_instant_that_the_file_names(tmp_path: Path) -> None:
    since = SystemClock().boottime() - 10
    clock = written(tmp_path / "clock.json", since=since, speed=7.0)

    assert 60 == pytest.approx(clock.boottime() - SystemClock().boottime(), abs=1)
    assert 60 == pytest.approx((clock.now() - SystemClock().now()).total_seconds(), abs=1)
    assert 7 == clock.speed


def test_without_an_instant_it_counts_from_the_file_s_last_change(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    path.write_text('{"speed": 11}')
    long_ago = path.stat().st_mtime - 100
    os.utime(path, (long_ago, long_ago))

    ahead = RehearsedClock(str(path)).boottime() - SystemClock().boottime()

    assert 1000 == pytest.approx(ahead, abs=15)


def test_a_file_that_changes_is_followed_at_once(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    clock = written(path)
    draft = tmp_path / "draft"
    draft.write_text(json.dumps({"boottime": HOUR}))
    draft.rename(path)

    assert HOUR == pytest.approx(clock.boottime() - SystemClock().boottime(), abs=1)


def test_what_spoils_it_later_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    clock = written(path, wall=HOUR)
    path.write_text("{ no")
    ahead = (clock.now() - SystemClock().now()).total_seconds()
    path.unlink()

    assert HOUR == pytest.approx(ahead, abs=1)
    assert HOUR == pytest.approx((clock.now() - SystemClock().now()).total_seconds(), abs=1)


@pytest.mark.parametrize(
    "text", ["", "no", "[]", '{"speed": 0}', '{"speed": "2"}', '{"wal": 1}', '{"wall": NaN}']
)
def test_a_file_that_is_no_course_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "clock.json"
    path.write_text(text)

    with pytest.raises(Misuse, match="expected JSON with a speed above 0"):
        RehearsedClock(str(path))


def test_a_file_that_is_not_there_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAMED, str(tmp_path / "gone"))

    with pytest.raises(Misuse, match="gone cannot be read"):
        clock_by()


def test_the_environment_comes_before_the_folder_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "own", speed=2)
    written(tmp_path / "named", speed=3)
    own = clock_by(str(tmp_path / "own")).speed
    monkeypatch.setenv(NAMED, str(tmp_path / "named"))

    assert 2 == own
    assert 3 == clock_by(str(tmp_path / "own")).speed
    monkeypatch.delenv(NAMED)
    assert 1 == clock_by(str(tmp_path / "none")).speed


@given(some.floats(1, 1e6), some.floats(0.1, 1000), some.floats(0.1, 1000), some.floats(0, 1e5))
def test_another_speed_skips_no_time(
    since: float, speed: float, other: float, later: float
) -> None:
    course = Course(since=since, speed=speed)
    at = since + later
    turned = course.turned(at, other)

    assert turned.wall == turned.boottime == turned.monotonic
    assert course.gained(at) == pytest.approx(turned.wall + turned.gained(at), abs=1e-3)


def test_a_machine_that_sleeps_stops_the_clock_of_progress_alone() -> None:
    slept = Course().slept(HOUR)

    assert (HOUR, HOUR, 0) == (slept.wall, slept.boottime, slept.monotonic)


@given(some.binary())
def test_no_bytes_break_the_reading(text: bytes) -> None:
    course = read_course(text, 0.0)

    assert course is None or course == read_course(course_text(course), 0.0)


async def test_who_sleeps_wakes_sooner_when_time_is_hurried(tmp_path: Path) -> None:
    path, machine = tmp_path / "clock.json", SystemClock()
    clock = written(path, speed=1)
    before = machine.monotonic()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(clock.sleep, 60)
        await machine.sleep(0.01)
        written(path, speed=1000)

    assert machine.monotonic() - before < 5


async def test_its_sleep_is_as_fast_as_it_is(tmp_path: Path) -> None:
    clock, machine = written(tmp_path / "clock.json", speed=500), SystemClock()
    before = machine.monotonic()
    await clock.sleep(5)

    assert machine.monotonic() - before < 1
