"""Has consumption settled after a wave, so that the next one may begin?"""

from __future__ import annotations

SPIKE = 30.0
"""Seconds after a wave's last start that are a spike, not steady state (S1-19)."""
SAMPLE = 30.0
"""Seconds of each of the two means that are compared."""
NEAR = 0.2
"""Means that differ by no more of the greater one are steady."""
LIMIT = 120.0
"""Seconds without an error after which a wave counts as settled whatever the means say."""


def unsettled(
    since_start: float, since_error: float, means: tuple[float, float] | None
) -> tuple[float, str] | None:
    """Say how many seconds settling may still take at most, and why; None: it has settled.

    `means` are tokens a minute over the last 30 s and over the 30 s before.
    Source: decisions, "is 5 a ceiling?"; S1-18, S1-19.
    """
    left = LIMIT - min(since_start, since_error)
    if left <= 0:
        return None
    if since_start < SPIKE + 2 * SAMPLE:
        return left, "the last wave has just begun; its first 30 s do not count"
    if means is None or min(means) <= 0:
        return left, "nothing is known yet of what the last wave uses"
    if abs(means[0] - means[1]) > NEAR * max(means):
        return left, "the last wave's use still changes by more than a fifth"
    return None
