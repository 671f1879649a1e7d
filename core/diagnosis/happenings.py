"""What happened last, as lines: agents that changed their state, and mass stalls."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.instants import span
from core.model.diagnosis import State
from core.model.frame import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from core.model.agent import Agent
    from core.model.frame import MassStall
    from core.model.suspend import Suspend

KEPT = 200
MASSES = 20
SPELL = timedelta(minutes=20)
"""Agents that fall still so long after a mass stall began belong to it."""
AHEAD = timedelta(minutes=1)
"""Clocks differ by less; what lies further ahead is of a play that begins again, and will go."""
CALM = frozenset({State.WORKING, State.QUIET, State.STARTING})


@dataclass(slots=True)
class _Together:
    """One mass stall as it was at its largest."""

    notice: Notice
    since: datetime
    keys: frozenset[str]

    def covers(self, notice: Notice) -> bool:
        """Whether a line is about one of its agents falling still."""
        is_one = notice.state is State.STALLED and notice.key in self.keys
        return is_one and abs(notice.at - self.since) <= SPELL


class Happenings:
    """Compares each picture with the one before."""

    def __init__(self) -> None:
        self._before: dict[str, State] = {}
        self._names: dict[str, str] = {}
        self._notices: deque[Notice] = deque(maxlen=KEPT)
        self._masses: deque[_Together] = deque(maxlen=MASSES)

    def see(self, agents: Iterable[Agent], at: datetime) -> None:
        """Note each of these agents whose state differs from what it was."""
        for agent in agents:
            now, before = agent.diagnosis.state, self._before.get(agent.key)
            when = at if before is not None else agent.progress_at
            if when is not None and when - at > AHEAD:
                continue
            self._before[agent.key], self._names[agent.key] = now, agent.name
            if when is None:
                continue
            if before is not now and not _is_flicker(before, now):
                self._notices.append(_notice(agent, before, when))

    def latest(self, mass: MassStall | None, slept: Iterable[Suspend] = ()) -> tuple[Notice, ...]:
        """Newest first; a mass stall stands once, in place of its agents.

        Agents are called as they are now: the first records of a session do not name it yet.
        """
        if mass is not None:
            self._remember(mass)
        alone = (
            replace(notice, who=self._names[notice.key])
            for notice in self._notices
            if not any(together.covers(notice) for together in self._masses)
        )
        lines = [*alone, *(one.notice for one in self._masses), *map(_suspended, slept)]
        return tuple(sorted(lines, key=lambda notice: notice.at, reverse=True))

    def _remember(self, mass: MassStall) -> None:
        """The same stall may be seen growing and shrinking; its largest extent stands."""
        keys = frozenset(mass.keys)
        known = next((one for one in self._masses if one.keys & keys), None)
        if known is not None and len(known.keys) >= len(keys):
            return
        about = [one.at for one in self._notices if one.key in keys and one.state is State.STALLED]
        notice = Notice(
            at=max(about, default=mass.since),
            state=State.STALLED,
            who="the harness" if mass.suspended else "mass stall",
            text=mass.because,
        )
        if known is not None:
            self._masses.remove(known)
        self._masses.append(_Together(notice, mass.since, keys))


def _is_flicker(before: State | None, now: State) -> bool:
    """Falling quiet and going on is no event."""
    return before in CALM and now in CALM and before is not None


def _suspended(one: Suspend) -> Notice:
    """Mark the gap, so that nobody asks why nothing has happened."""
    text = f"slept for {span(one.until - one.since)}; it counts for nobody"
    return Notice(at=one.until, state=None, who="this machine", text=text)


def _notice(agent: Agent, before: State | None, at: datetime) -> Notice:
    calm = agent.diagnosis.state in CALM
    words = agent.last_action if calm and agent.last_action else agent.diagnosis.because
    if calm and before is State.QUEUED:
        words = "has begun"
    if calm and before in (State.FAILED, State.QUOTA):
        words = "goes on in its old file" if agent.diagnosis.revived else "goes on"
    return Notice(at=at, state=agent.diagnosis.state, who=agent.name, text=words, key=agent.key)
