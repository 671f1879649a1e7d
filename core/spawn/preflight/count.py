"""The safe count: what is left, by what one agent takes at worst, times 0.6."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from core.model.preflight import Allowance, Figure, Preflight
from core.spawn.preflight.advice import options, questions, safeguards, warnings
from core.spawn.preflight.waves import waves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.preflight import Fanout

FACTOR = Fraction(3, 5)
"""S1-21: two fifths are kept for retries, for the last answers, and for being wrong."""


def safe_count(quota: float, worst: float) -> int:
    """Give the number of agents that a quota carries; both in one unit, `worst` above nought.

    >>> safe_count(100, 10), safe_count(70, 10), safe_count(9, 10)
    (6, 4, 0)
    """
    return math.floor(Fraction(quota) * FACTOR / Fraction(worst))


def preflight(
    fanout: Fanout, found: Sequence[Allowance], worst: Figure, length: Figure
) -> Preflight:
    """Calculate one fan-out. The window that allows least decides (S1-23).

    `length` is how many seconds an agent takes. Agents that are busy already count as if each
    still needed its worst case: the quota is divided, not multiplied (S1-32). A window that is
    used up allows nobody, whatever an agent takes.
    """
    known = [one for one in found if one.unit is worst.unit and worst.value is not None]
    least = min((one for one in found if one in known or not one.left), key=_left, default=None)
    most = min(known, key=lambda one: one.whole, default=None)
    left = _figure(least, found, worst, is_whole=False)
    count = None if least is None else 0
    if least in known and least is not None and worst.value is not None:
        count = max(0, safe_count(least.left, worst.value) - fanout.busy)
    start = waves(fanout.wanted, fanout.pace, length.value, fanout.speed)
    whole = None if most is None or worst.value is None else safe_count(most.whole, worst.value)
    return Preflight(
        fanout=fanout,
        safe_count=count,
        quota_left=left,
        worst_case=worst,
        factor=Figure(value=float(FACTOR), source="two fifths stay back for retries and surprises"),
        whole_quota=_figure(most, found, worst, is_whole=True),
        whole_count=whole,
        allowances=tuple(found),
        need=Figure(
            value=None if worst.value is None else worst.value * fanout.wanted,
            source=f"{fanout.wanted} times the worst case",
            unit=worst.unit,
        ),
        waves=start[0],
        ends=Figure(value=start[1], source=length.source),
        safeguards=safeguards(fanout, found),
        warnings=warnings(fanout, count, left, worst, found),
        options=options(fanout, count, whole, least),
        questions=questions(fanout),
    )


def _left(one: Allowance) -> float:
    return one.left


def _figure(
    one: Allowance | None, found: Sequence[Allowance], worst: Figure, *, is_whole: bool
) -> Figure:
    """Give the quota that decides; where none does, the least that is known, or why none is."""
    one = one or min(found, key=lambda each: each.left / (each.whole or 1), default=None)
    if one is None:
        said = "no agent has told of a quota yet, and there is no token budget"
        return Figure(value=None, source=said, unit=worst.unit)
    source = f"{one.window}: {one.source}"
    return Figure(value=one.whole if is_whole else one.left, source=source, unit=one.unit)
