"""What in a frame is worth an alarm: an agent that needs a person, a mass stall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.alarm import Alarm
from core.model.diagnosis import State

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from core.model.frame import Frame


def alarms(frame: Frame, muted: Collection[str] = ()) -> Iterator[Alarm]:
    """Every alarm that stands in a frame; `muted` names kinds and keys of agents.

    The event of an agent that needs somebody is its last progress: when it goes on and asks again,
    that is another event. The event of a mass stall is when it began.
    """
    if frame.at is None:
        return
    for agent in frame.agents:
        if agent.diagnosis.state is State.NEEDS_YOU and not {"needs_you", agent.key} & set(muted):
            since = agent.progress_at.isoformat() if agent.progress_at else ""
            yield Alarm(
                kind="needs_you",
                event=f"needs_you {agent.id.session_id} {agent.id.agent_id} {since}",
                title=f"{agent.name} needs you",
                text=agent.diagnosis.because,
                at=frame.at,
                since=agent.progress_at or frame.at,
                keys=(agent.key,),
            )
    mass = frame.mass_stall
    if mass is not None and "mass_stall" not in muted:
        yield Alarm(
            kind="mass_stall",
            event=f"mass_stall {mass.since.isoformat()}",
            title="The whole harness is still" if mass.suspended else "Mass stall",
            text=mass.because,
            at=frame.at,
            since=mass.since,
            keys=mass.keys,
        )
