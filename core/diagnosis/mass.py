"""Many agents that fall still at once: one event, not many (S0-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.diagnosis import Cause, State
from core.model.frame import MassStall
from core.spans import span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from core.model.agent import Agent
    from core.model.limits import Limits


def mass_stall(agents: Sequence[Agent], limits: Limits) -> MassStall | None:
    """Find the largest group of stalled agents that fell still within a minute of each other."""
    still = sorted(
        (agent.progress_at, agent.key)
        for agent in agents
        if agent.diagnosis.state is State.STALLED
        and agent.diagnosis.cause is not Cause.CHILDREN
        and agent.progress_at is not None
    )
    group = _largest(still, limits)
    if len(group) < limits.mass_of:
        return None
    keys = tuple(key for _, key in group)
    first, last = group[0][0], group[-1][0]
    causes = {agent.diagnosis.cause for agent in agents if agent.key in keys}
    return MassStall(
        since=first,
        keys=keys,
        suspended=causes == {Cause.SUSPENDED},
        because=f"{len(group)} agents fell still within {span(last - first)}",
    )


def _largest(
    still: Sequence[tuple[datetime, str]], limits: Limits
) -> Sequence[tuple[datetime, str]]:
    """The largest run of times that fits into the span; the earliest of equals."""
    best: Sequence[tuple[datetime, str]] = ()
    start = 0
    for end in range(len(still)):
        while still[end][0] - still[start][0] > limits.mass:
            start += 1
        if end + 1 - start > len(best):
            best = still[start : end + 1]
    return best
