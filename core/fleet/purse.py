"""What was spent, summed anew only where it has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.model.events import Spent
from core.model.frame import Spending
from core.model.tokens import NO_TOKENS, Tokens
from core.quota.burn import history, per_minute
from core.usage.sheet import QUARTER
from core.usage.sums import FIVE_HOURS, by_path, five_hours, quarters

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from core.model.signs import Transcript
    from core.usage.store import Sums


class _Purse(NamedTuple):
    """One transcript's tokens, and until which quarter-hour it spent some."""

    sums: Sums
    tokens: Tokens
    latest: int


class Purses:
    """Remembers each transcript's sums: of thousands, a few change between two looks."""

    def __init__(self) -> None:
        self._purses: dict[str, _Purse] = {}

    def spent(self, sums: Iterable[Sums], transcripts: Iterable[Transcript], at: datetime) -> Spent:
        """Tokens by transcript, in the last five hours, and by minute."""
        self._purses = {one.path: self._purse(one) for one in sums}
        since = int((at - FIVE_HOURS).timestamp()) // QUARTER
        recent = [one.sums for one in self._purses.values() if one.latest >= since]
        bars = history(transcripts, at)
        return Spent(
            by_path={path: one.tokens for path, one in self._purses.items() if one.sums.rows},
            spending=Spending(
                five_hours=five_hours(recent, at), per_minute=per_minute(bars), history=bars
            ),
        )

    def _purse(self, sums: Sums) -> _Purse:
        known = self._purses.get(sums.path)
        if known is not None and known.sums == sums:
            return known
        tokens = by_path((sums,)).get(sums.path, NO_TOKENS)
        return _Purse(sums, tokens, max((row[0] for row in quarters(sums)), default=0))
