"""What happened last, as lines: agents that changed their state, and mass stalls."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from core.model.diagnosis import State
from core.model.frame import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from core.model.agent import Agent
    from core.model.frame import MassStall

KEPT = 200
CALM = frozenset({State.WORKING, State.QUIET, State.STARTING, State.QUEUED})


class Happenings:
    """Compares each picture with the one before."""

    def __init__(self) -> None:
        self._before: dict[str, State] = {}
        self._notices: deque[Notice] = deque(maxlen=KEPT)
        self._mass: datetime | None = None

    def see(self, agents: Iterable[Agent], at: datetime) -> None:
        """Note each of these agents whose state differs from what it was."""
        for agent in agents:
            now, before = agent.diagnosis.state, self._before.get(agent.key)
            self._before[agent.key] = now
            if before is not now and not _is_flicker(before, now):
                when = at if before is not None else agent.progress_at or at
                self._notices.append(_notice(agent, when))

    def latest(self, mass: MassStall | None) -> tuple[Notice, ...]:
        """Newest first; a mass stall stands once, in place of its agents."""
        lines = sorted(self._notices, key=lambda notice: notice.at, reverse=True)
        if mass is None:
            return tuple(lines)
        stalled = [line for line in lines if line.state is State.STALLED and line.key in mass.keys]
        at = max((line.at for line in stalled), default=mass.since)
        who = "the harness" if mass.suspended else "mass stall"
        one = Notice(at=at, state=State.STALLED, who=who, text=mass.because)
        kept = [line for line in lines if line not in stalled]
        return tuple(sorted([one, *kept], key=lambda notice: notice.at, reverse=True))


def _is_flicker(before: State | None, now: State) -> bool:
    """Falling quiet and going on is no event."""
    return before in CALM and now in CALM and before is not None


def _notice(agent: Agent, at: datetime) -> Notice:
    calm = agent.diagnosis.state in CALM
    words = agent.last_action if calm and agent.last_action else agent.diagnosis.because
    return Notice(at=at, state=agent.diagnosis.state, who=agent.name, text=words, key=agent.key)
