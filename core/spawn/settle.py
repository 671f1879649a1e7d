"""Has consumption settled after a wave, so that the next one may begin?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SPIKE = 30.0
"""Seconds after a wave's last start that are a spike, not steady state (S1-19)."""
SAMPLE = 30.0
"""Seconds of each of the two means that are compared."""
NEAR = 0.2
"""Means that differ by no more of the greater one are steady."""
LIMIT = 120.0
"""Seconds without an error after which a wave counts as settled whatever the means say."""


def means(samples: Iterable[tuple[float, int]], now: float) -> tuple[float, float]:
    """Give tokens a minute over the last 30 s and over the 30 s before.

    A sample is an instant and the tokens that were used since the one before.

    >>> means([(5.0, 900), (15.0, 100), (45.0, 300)], 70.0)
    (600.0, 200.0)
    """
    last = before = 0
    for at, tokens in samples:
        if now - SAMPLE < at <= now:
            last += tokens
        elif now - 2 * SAMPLE < at <= now - SAMPLE:
            before += tokens
    return last * 60 / SAMPLE, before * 60 / SAMPLE


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
