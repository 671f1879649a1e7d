"""A repository's own status files are read where somebody looks, though no session is known."""

from __future__ import annotations

import json
from contextlib import aclosing
from typing import TYPE_CHECKING

from core.clock import FixedClock
from core.fleet.claims.watch import reported
from core.fleet.frames import Fleet
from core.model.events import Claimed
from core.model.where import ClaudeHome, Where
from tests.core.lines import when

if TYPE_CHECKING:
    from pathlib import Path


class HurriedClock(FixedClock):
    """Nobody waits."""

    async def sleep(self, seconds: float) -> None:
        """Wait for nothing."""


async def test_status_files_are_looked_at_again_and_again_where_somebody_stands(
    tmp_path: Path,
) -> None:
    status = tmp_path / "shop/data/agent-status"
    status.mkdir(parents=True)
    where = Where(home=ClaudeHome(str(tmp_path)), cache="", mark="", here=str(tmp_path / "shop"))
    found = []
    async with aclosing(reported(where, HurriedClock(when(0)), Fleet())) as events:
        for progress in (0.2, 0.7):
            fields = {"agentId": "impl-1", "progress": progress}
            (status / "impl-1.json").write_text(json.dumps(fields))
            event = await anext(event async for event in events if isinstance(event, Claimed))
            found += [(one.agent_id, one.progress) for one in event.claims]

    assert [("impl-1", 0.2), ("impl-1", 0.7)] == found
