"""Many agents that fall still at once: one event, not many (S0-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.instants import span
from core.model.diagnosis import Cause, State
from core.model.frame import MassStall

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from core.model.agent import Agent
    from core.model.limits import Limits

    Stalled = tuple[datetime, str, Cause]


def mass_stall(agents: Sequence[Agent], limits: Limits) -> MassStall | None:
    """Find the agents that fell still together, if there are enough of them.

    They are those of which the whole harness is still, else the largest group that stalled within
    a minute of each other.
    """
    still = sorted(
        (agent.progress_at, agent.key, agent.diagnosis.cause)
        for agent in agents
        if agent.diagnosis.state is State.STALLED
        and agent.diagnosis.cause is not Cause.CHILDREN
        and agent.progress_at is not None
    )
    suspended = [one for one in still if one[2] is Cause.SUSPENDED]
    within = _largest(still, limits)
    group = suspended if len(suspended) >= len(within) else within
    if len(group) < limits.mass_of:
        return None
    first, last = group[0][0], group[-1][0]
    how = f"fell still within {span(last - first)}" if group is within else "are still"
    return MassStall(
        since=last if group is suspended else first,
        keys=tuple(key for _, key, _ in group),
        suspended=group is suspended,
        because=f"{len(group)} agents {how}",
    )


def _largest(still: Sequence[Stalled], limits: Limits) -> Sequence[Stalled]:
    """The largest run of times that fits into the span; the earliest of equals."""
    best: Sequence[Stalled] = ()
    start = 0
    for end in range(len(still)):
        while still[end][0] - still[start][0] > limits.mass:
            start += 1
        if end + 1 - start > len(best):
            best = still[start : end + 1]
    return best
