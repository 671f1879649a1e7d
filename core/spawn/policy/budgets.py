"""What one run may use: its tokens, or its part of a window; it holds that run and no other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.model.gate import Base, Halt, Halting
from core.spawn.windows import FULL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.model.gate import Gate
    from core.model.moment import Moment
    from core.model.quota import Budget, Reading


def budgeted(gate: Gate, budgets: Iterable[Budget], at: Moment) -> Gate:
    """Hold each run that has used 80 % of what its plan gives it (S1-11); let the others go on.

    A hold ends when the plan gives more, when the window begins anew, or when a person waives it.
    """
    budgets = tuple(budgets)
    known = tuple(_based(gate, budgets))
    wanted = {halt.window: halt for one in budgets for halt in _halts(one, gate, known, at)}
    before = {halt.window: halt for halt in gate.halts if halt.run}
    mine = (before.get(name, halt) for name, halt in wanted.items())
    halts = (
        *(halt for halt in gate.halts if not halt.run),
        *(halt for halt in mine if halt.between_resets not in gate.waived),
    )
    return replace(gate, halts=halts, bases=known)


def _based(gate: Gate, budgets: Iterable[Budget]) -> Iterator[Base]:
    """Give how full each window was when each run first heard of it; nought after its reset."""
    known = {(base.run, base.window): base for base in gate.bases}
    for budget in budgets:
        for reading in gate.readings if budget.share is not None else ():
            if reading.fraction is None:
                continue
            base = known.get((budget.run, reading.window))
            if base is None or reading.fraction < base.fraction:
                base = _base(budget, reading, reading.fraction)
            elif base.resets_at is not None and base.resets_at <= reading.observed_at:
                base = _base(budget, reading, 0.0)
            yield base


def _base(budget: Budget, reading: Reading, fraction: float) -> Base:
    return Base(
        run=budget.run, window=reading.window, fraction=fraction, resets_at=reading.resets_at
    )


def _halts(budget: Budget, gate: Gate, known: tuple[Base, ...], at: Moment) -> Iterator[Halt]:
    if budget.tokens is not None and budget.used >= FULL * budget.tokens:
        why = f"{FULL:.0%} of its {budget.tokens} tokens are used"
        yield _halt(budget, f"{budget.tokens} tokens of {budget.run}", why, at)
    for base in known:
        if budget.share is None or base.run != budget.run:
            continue
        (now,) = (one.fraction or 0.0 for one in gate.readings if one.window == base.window)
        if round(now - base.fraction, 6) >= FULL * budget.share:
            part = f"{budget.share:.0%} of {base.window}"
            why = f"{FULL:.0%} of its {part} are used"
            yield _halt(budget, f"{part} of {budget.run}", why, at)


def _halt(budget: Budget, window: str, why: str, at: Moment) -> Halt:
    return Halt(
        kind=Halting.QUOTA,
        by="token budget",
        since=at.wall,
        because=f"{budget.run}: {why}; starts stop there",
        window=window,
        run=budget.run,
    )
