"""How fast and how many: the limits of a plan, with the profiles of the source documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

TOP = 50
"""No number of slots goes beyond it."""
WAVE = 5
"""Starts in a wave (S1-18, S3-03)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The limits under which a plan's agents start."""

    profile: str = "waves"
    total: int = 5
    """Agents at a time, over all roles (S3-28, S3-29)."""
    most: int = TOP
    """What no order raises the number of slots beyond: the safe count of the pre-flight."""
    caps: tuple[tuple[str, int], ...] = ()
    """Agents at a time of one role, or of `implementation` or `qa` (S3-28)."""
    spacing: float = 2.0
    """Seconds from start to start (S3-02)."""
    cooldown: float = 5.0
    """Seconds after every five starts (S3-03)."""
    settles: bool = True
    """Whether the next wave waits until consumption has settled (S1-18)."""
    retry_waits: tuple[float, ...] = ()
    """Seconds before each retry, the last one before all further ones (S4-43); none: the usual."""

    def caps_of(self, role: str) -> tuple[tuple[str, int], ...]:
        """Give the limits that are for this role or its group."""
        return tuple((name, most) for name, most in self.caps if name in (role, group(role)))


def group(role: str) -> str:
    """Name the kind of a role, as the limits file of S3 has it.

    >>> group("IMPLEMENTER"), group("AUDITOR"), group("QA-UI"), group("PLANNER")
    ('implementation', 'qa', 'qa', 'PLANNER')
    """
    if role == "IMPLEMENTER":
        return "implementation"
    return "qa" if role == "AUDITOR" or role.startswith("QA") else role


BURST = Pace(profile="burst", settles=False)
WAVES = Pace()
CAREFUL = Pace(profile="careful", spacing=30.0, settles=False)
PROFILES = {pace.profile: pace for pace in (BURST, WAVES, CAREFUL)}
"""S1-18, S1-20 and S3-02 name three speeds; the plan chooses (decisions, table)."""


def safest(counts: Iterable[int]) -> int:
    """Give how many agents are safe at a time, where each of these was safe for one run (S1-32)."""
    return min(counts, default=TOP)
