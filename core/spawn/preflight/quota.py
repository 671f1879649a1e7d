"""What the account still allows, and what one agent takes at worst, in one unit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.model.preflight import Allowance, Figure, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from core.model.quota import Reading

QUANTILE = 0.95
"""Of a person's own agents, the part that needed no more than the worst case."""
ENOUGH = 10
"""Agents in the history from which on it says something about the next one. Source: ours."""
BUDGET = "token budget"
Amount = int | str
"""Tokens, or a part of a window such as `38%`."""


def percent_of(amount: Amount) -> float | None:
    """Read a part of a window as percent; None for a number of tokens.

    >>> percent_of("38%"), percent_of(400_000)
    (38.0, None)
    """
    return float(amount.removesuffix("%")) if isinstance(amount, str) else None


def allowances(
    windows: Mapping[str, int],
    readings: Iterable[Reading],
    budget: tuple[Amount, str] | None,
    at: datetime,
) -> tuple[Allowance, ...]:
    """List everything that limits the account: official windows, and a person's own budget.

    `windows` are those whose size in tokens is known (a rehearsal's). A reading whose window has
    begun anew since says nothing of what is used now. `budget` is an amount and its source.
    """
    in_time = sorted(readings, key=lambda one: one.observed_at)
    used = {one.window: one for one in in_time if one.fraction is not None}
    found = [_known(name, size, used.get(name), at) for name, size in windows.items()]
    found += [_fraction(one, at) for name, one in sorted(used.items()) if name not in windows]
    if budget is not None:
        found.append(_budget(*budget, found))
    return tuple(found)


def _known(window: str, size: int, reading: Reading | None, at: datetime) -> Allowance:
    part, said = _used(reading, at)
    return Allowance(
        window=window,
        whole=size,
        left=max(0, math.floor(size * (1 - part) + 1e-6)),
        unit=Unit.TOKENS,
        source=f"the rehearsal's account, {said}" if said else "the rehearsal's account, unused",
        resets_at=reading.resets_at if reading is not None and said else None,
    )


def _fraction(reading: Reading, at: datetime) -> Allowance:
    part, said = _used(reading, at)
    return Allowance(
        window=reading.window,
        whole=100.0,
        left=max(0.0, round(100 * (1 - part), 6)),
        unit=Unit.PERCENT,
        source=said or f"{reading.source}, whose window has begun anew since",
        resets_at=reading.resets_at if said else None,
    )


def _used(reading: Reading | None, at: datetime) -> tuple[float, str]:
    """Give the part of a window that is used, and who says so; nothing after its reset."""
    if reading is None or reading.fraction is None:
        return 0.0, ""
    if reading.resets_at is not None and reading.resets_at <= at:
        return 0.0, ""
    seen = reading.observed_at
    when = f"{seen:%H:%M}" if seen.date() == at.date() else f"{seen:%Y-%m-%d %H:%M}"
    return reading.fraction, f"{reading.source} of {when} UTC"


def _budget(amount: Amount, source: str, known: Sequence[Allowance]) -> Allowance:
    percent = percent_of(amount)
    if percent is None:
        tokens = float(amount)
        return Allowance(window=BUDGET, whole=tokens, left=tokens, unit=Unit.TOKENS, source=source)
    sizes = [one.whole for one in known if one.unit is Unit.TOKENS]
    whole = math.floor(min(sizes) * percent / 100) if sizes else percent
    unit = Unit.TOKENS if sizes else Unit.PERCENT
    return Allowance(window=BUDGET, whole=whole, left=whole, unit=unit, source=source)


def worst_case(
    amount: Amount | None, history: Sequence[int], who: str, found: Iterable[Allowance]
) -> Figure:
    """Say what one agent takes at worst: as the plan has it, else learned from the history.

    `history` holds the tokens of each agent that ever was, of all four kinds; `who` says what
    they are. Percent become tokens where the size of a window is known.
    """
    if amount is None:
        return _learned(history, who)
    percent = percent_of(amount)
    source = "worst_case_tokens of the plan"
    if percent is None:
        return Figure(value=float(amount), source=source)
    sizes = [one.whole for one in found if one.unit is Unit.TOKENS and one.window != BUDGET]
    if sizes:
        return Figure(value=max(1.0, max(sizes) * percent / 100), source=source)
    return Figure(value=percent, source=source, unit=Unit.PERCENT)


def length(minutes: int | None, history: Sequence[int], who: str) -> Figure:
    """Say how many seconds an agent takes: as the plan has it, else the median of the history."""
    if minutes is not None:
        return Figure(value=60.0 * minutes, source="agent_minutes of the plan")
    if len(history) < ENOUGH:
        return Figure(value=None, source="agent_minutes in the plan would tell")
    middle = sorted(history)[len(history) // 2]
    return Figure(value=middle, source=f"median of your {len(history)} {who}, by quarter-hours")


def _learned(history: Sequence[int], who: str) -> Figure:
    spent = sorted(tokens for tokens in history if tokens > 0)
    if len(spent) < ENOUGH:
        known = f"only {len(spent)} {who} in the history" if spent else "no history"
        return Figure(value=None, source=f"{known}, and no worst_case_tokens in the plan")
    value = spent[math.ceil(QUANTILE * len(spent)) - 1]
    source = f"{QUANTILE:.0%} of your {len(spent)} {who} took no more, cache reads included"
    return Figure(value=value, source=source)
