"""What runs have taught is one small file a repository, and outlives the runs."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.lessons.records import file_of
from core.lessons.store import MOST, keep
from core.lessons.watch import recalled
from core.model.past import NO_PAST, FailureKind, Lesson, PastRun, Pattern
from tests.core.spawn.gates import NOON

RUN = PastRun(
    run="batch-1",
    at=NOON,
    runner="claude",
    tasks=3,
    done=1,
    patterns=(Pattern(kind=FailureKind.EXIT, reason="tests failed", times=2, roles=("QA",)),),
    lessons=(Lesson(text="Lock first.", agents=("a",), evidence=("x.py",)),),
)


@pytest.mark.requirement("S4-20", "S4-53")
def test_a_run_that_is_written_again_counts_once(tmp_path: Path) -> None:
    state = str(tmp_path)
    keep(state, "/shop/.git", RUN)
    keep(state, "/shop/.git", replace(RUN, done=2))
    keep(state, "/other/.git", replace(RUN, run="other-1"))
    found = recalled(state, "/shop/.git", "claude")

    assert (replace(RUN, done=2),) == found.runs
    assert (RUN.patterns, RUN.lessons, 2) == (found.patterns, found.lessons, found.failures)
    assert NO_PAST == recalled(state, "/shop/.git", "rehearsal")
    assert NO_PAST == recalled(state, "/nowhere/.git", "claude")
    assert 2 == len(os.listdir(tmp_path / "lessons"))


def test_the_oldest_runs_are_let_go(tmp_path: Path) -> None:
    for number in range(MOST + 3):
        run = replace(RUN, run=f"r{number}", at=NOON + timedelta(hours=number))
        keep(str(tmp_path), "/shop/.git", run)
    text = Path(file_of(str(tmp_path), "/shop/.git")).read_text("utf-8")

    assert '"r2"' not in text
    assert MOST == text.count('"run":')


def test_a_file_of_a_later_version_stays_and_a_broken_one_is_begun_anew(tmp_path: Path) -> None:
    path = Path(file_of(str(tmp_path), "/shop/.git"))
    path.parent.mkdir()
    path.write_text('{"version": 99, "runs": "of another shape"}')
    keep(str(tmp_path), "/shop/.git", RUN)

    assert 99 == int(path.read_text()[12:14])
    assert NO_PAST == recalled(str(tmp_path), "/shop/.git", "claude")
    path.write_text('{"version": 1, "ru')
    keep(str(tmp_path), "/shop/.git", RUN)
    assert (RUN,) == recalled(str(tmp_path), "/shop/.git", "claude").runs
