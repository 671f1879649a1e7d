"""The limits that a run has: a plan's profile, with what flags, environment and files set."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.model.pace import BURST

if TYPE_CHECKING:
    from core.model.pace import Pace
    from core.settings.layers import Found


def paced(pace: Pace, found: Found) -> Pace:
    """Give a plan's pace as all that is set has it; what a plan sets is among that.

    A profile that is slower than the usual delay stays as slow as it is.
    """
    limits = found.settings.spawn
    delay = limits.delay_ms / 1000
    caps = {"implementation": limits.implementation_max, "qa": limits.qa_max}
    return replace(
        pace,
        total=limits.max_concurrent,
        caps=(*pace.caps, *((name, most) for name, most in caps.items() if most)),
        spacing=delay if pace.spacing <= BURST.spacing else max(delay, pace.spacing),
        cooldown=limits.cooldown_ms / 1000,
    )
