"""Status files are watched, and polled where watching fails."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest

from core.clock import FixedClock
from core.fleet.claims.watch import ROUND_S, reported
from core.fleet.frames import Fleet
from core.model.where import ClaudeHome, Where
from tests.core.lines import when

if TYPE_CHECKING:
    from pathlib import Path

ODD = os.fsdecode(b"shop-\xff")
"""What the library that watches cannot name."""


class SlowClock(FixedClock):
    """Nobody waits long, and only as much time passes as is said."""

    def __init__(self, each: float) -> None:
        super().__init__(when(0))
        self._each, self._past = each, 0.0

    def monotonic(self) -> float:
        """Stand still between two waits."""
        return self._past

    async def sleep(self, seconds: float) -> None:
        """Wait a moment, whatever was asked."""
        self._past += self._each
        await super().sleep(min(seconds, 0.002))


async def progress_seen(folder: Path, each: float) -> list[float | None]:
    """Write a status file twice, and give what was seen of it."""
    status = folder / "data/agent-status"
    status.mkdir(parents=True)
    where = Where(home=ClaudeHome(str(folder)), cache="", mark="", here=str(folder))
    found = []
    async with aclosing(reported(where, SlowClock(each), Fleet())) as events:
        for progress in (0.2, 0.7):
            fields = {"agentId": "impl-1", "progress": progress}
            (status / "new").write_text(json.dumps(fields))
            (status / "new").rename(status / "impl-1.json")
            async with asyncio.timeout(20):
                found += [one.progress for one in (await anext(events)).claims]
    return found


@pytest.mark.requirement("S4-07")
@pytest.mark.parametrize(
    ("name", "each"), [("shop", 0.0), (ODD, ROUND_S)], ids=["watched", "polled"]
)
async def test_a_status_file_is_seen_when_it_is_written(
    tmp_path: Path, name: str, each: float
) -> None:
    """No time passes where it is watched: nothing but the write itself can have told."""
    assert [0.2, 0.7] == await progress_seen(tmp_path / name, each)
