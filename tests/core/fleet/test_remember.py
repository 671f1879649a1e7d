"""What the index knows is shown at once, and only while it is still true."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.clock import FixedClock
from core.fleet.follow import Follower
from core.model.events import Heard, Reading
from core.model.frame import Progress, Scope
from core.model.where import ClaudeHome, Where
from tests.core.lines import answer, jsonl, prompt, when

if TYPE_CHECKING:
    from pathlib import Path

SESSIONS = [f"0000000{n}-0000-4000-8000-000000000000" for n in range(3)]


@pytest.fixture
def where(tmp_path: Path) -> Where:
    folder = tmp_path / "projects" / "-src"
    folder.mkdir(parents=True)
    for number, session in enumerate(SESSIONS):
        path = folder / f"{session}.jsonl"
        path.write_bytes(jsonl(prompt(number), answer(number + 1)))
        os.utime(path, (when(number * 100).timestamp(),) * 2)
    return Where(home=ClaudeHome(str(tmp_path)), cache=str(tmp_path / "cache"), mark="m")


def follower(where: Where, since: float | None = None) -> Follower:
    scope = Scope(since=when(since) + timedelta(hours=1) if since is not None else None)
    return Follower(where, scope, FixedClock(when(300)))


def remembered(one: Follower) -> set[str]:
    return {
        transcript.session_id
        for event in one.remember()
        if isinstance(event, Heard)
        for transcript in event.transcripts
    }


def test_without_an_index_nothing_is_remembered(where: Where) -> None:
    assert set() == remembered(follower(where))


def test_what_has_not_changed_is_remembered_and_not_told_again(where: Where) -> None:
    list(follower(where).begin())
    again = follower(where)

    assert set(SESSIONS) == remembered(again)
    assert [] == [event for event in again.begin() if isinstance(event, Heard)]


def test_what_has_changed_is_not_shown_as_it_was(where: Where) -> None:
    list(follower(where).begin())
    with open(f"{where.home.projects}/-src/{SESSIONS[1]}.jsonl", "ab") as grown:
        grown.write(jsonl(answer(7)))
    os.unlink(f"{where.home.projects}/-src/{SESSIONS[2]}.jsonl")
    again = follower(where)

    assert {SESSIONS[0]} == remembered(again)
    told = [event for event in again.begin() if isinstance(event, Heard)]
    assert {SESSIONS[1]} == {one.session_id for event in told for one in event.transcripts}


def test_sessions_out_of_scope_are_not_remembered(where: Where) -> None:
    list(follower(where).begin())

    assert set(SESSIONS[1:]) == remembered(follower(where, since=50))


def test_a_first_reading_says_how_far_it_has_come(where: Where) -> None:
    told = [event for event in follower(where).begin() if isinstance(event, Reading)]

    assert [Reading(progress=Progress(done=0, total=3)), Reading()] == told


def test_what_is_remembered_is_no_long_reading(where: Where) -> None:
    list(follower(where).begin())
    again = follower(where)
    remembered(again)

    assert [Reading()] == [event for event in again.begin() if isinstance(event, Reading)]


def test_what_grows_often_is_noted_once_until_it_is_counted(where: Where) -> None:
    """Counting may rest for a minute, in which a thousand agents write a hundred thousand lines."""
    one = follower(where)
    list(one.begin())
    path = f"{where.home.projects}/-src/{SESSIONS[0]}.jsonl"
    one.come_by()
    for number in range(3):
        with open(path, "ab") as grown:
            grown.write(jsonl(answer(number)))
        list(one.go_on({path}))

    noted, is_all = one.come_by()
    assert [(path, os.path.getsize(path))] == [(file.path, file.size) for file in noted]
    assert not is_all
    assert ([], False) == one.come_by()
