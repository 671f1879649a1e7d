"""Tokens stay whole while the fleet is watched, also where nothing may be written."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from core.clock import SystemClock
from core.fleet.follow import Follower
from core.fleet.frames import Fleet
from core.fleet.watch import tokens
from core.model.events import Counting, Spent
from core.model.frame import Progress, Scope
from core.model.where import ClaudeHome, Where
from core.projects.watch import walk
from core.usage.catch_up import BATCH

if TYPE_CHECKING:
    from pathlib import Path


def answer(number: int, output: int) -> bytes:
    usage = {"input_tokens": 1, "output_tokens": output}
    message = {"id": f"m{number}", "role": "assistant", "model": "opus", "usage": usage}
    at = f"2026-11-20T12:{number:02}:00.000Z"
    record = {"type": "assistant", "sessionId": "s", "timestamp": at, "message": message}
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


@pytest.mark.parametrize("cache", ["", "cache"], ids=["in memory", "in a file"])
async def test_sums_stay_whole_when_one_of_many_transcripts_grows(
    tmp_path: Path, cache: str
) -> None:
    folder = tmp_path / "projects" / "-src"
    folder.mkdir(parents=True)
    files = [folder / f"0000000{n}-0000-4000-8000-000000000000.jsonl" for n in range(3)]
    for number, file in enumerate(files):
        file.write_bytes(answer(number, 100))
    kept = str(tmp_path / cache) if cache else ""
    where = Where(home=ClaudeHome(str(tmp_path)), cache=kept, mark="m")
    fleet = Fleet()
    fleet.follower = Follower(where, Scope(), SystemClock())
    list(fleet.follower.begin())
    source = tokens(where, SystemClock(), fleet)

    first = await asyncio.wait_for(anext(source), 5)
    with files[1].open("ab") as grown:
        grown.write(answer(7, 30))
    list(fleet.follower.go_on({str(files[1])}))
    second = await asyncio.wait_for(anext(source), 5)
    await source.aclose()

    assert isinstance(first, Spent)
    assert isinstance(second, Spent)
    assert 3 == len(walk(where.home.projects).files)
    assert [100, 100, 100] == sorted(one.output_tokens for one in first.by_path.values())
    assert [100, 100, 130] == sorted(one.output_tokens for one in second.by_path.values())


async def test_a_long_counting_says_how_far_it_has_come(tmp_path: Path) -> None:
    """Until then sums are not whole, and nobody is told that they are."""
    folder = tmp_path / "projects" / "-src"
    folder.mkdir(parents=True)
    for number in range(BATCH + 2):
        (folder / f"{number:08}-0000-4000-8000-000000000000.jsonl").write_bytes(answer(number, 1))
    where = Where(home=ClaudeHome(str(tmp_path)), cache="", mark="m")
    fleet = Fleet()
    fleet.follower = Follower(where, Scope(), SystemClock())
    list(fleet.follower.begin())
    source = tokens(where, SystemClock(), fleet)
    now = fleet.frame

    assert Progress() == now(SystemClock().now()).counting
    first = await asyncio.wait_for(anext(source), 5)
    assert Counting(progress=Progress(done=BATCH, total=BATCH + 2)) == first
    fleet.fold(first, SystemClock().now())
    assert Progress(done=BATCH, total=BATCH + 2) == now(SystemClock().now()).counting
    fleet.fold(await asyncio.wait_for(anext(source), 5), SystemClock().now())
    await source.aclose()
    assert now(SystemClock().now()).counting is None
