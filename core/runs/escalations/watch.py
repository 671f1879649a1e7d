"""Looks for the evidence of attempts whose time ran out; what was found once stays as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.clean import clean
from core.files.watch import content
from core.model.given_up import FILE
from core.runs.escalations.records import given_up
from core.runs.saved.watch import snapshot_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.model.escalation import Escalation
    from core.model.given_up import GivenUp
    from core.model.results import Try

LARGEST = 1 << 16


class Evidence:
    """All run folders of one state folder."""

    def __init__(self, runs: str) -> None:
        self._runs = runs
        self._known: dict[str, GivenUp | None] = {}

    def beside(self, queue: Iterable[Escalation]) -> tuple[Escalation, ...]:
        """Give the queue with what each attempt that ran out of time had come to."""
        return tuple(replace(one, tries=tuple(map(self._tried, one.tries))) for one in queue)

    def _tried(self, one: Try) -> Try:
        folder = f"{self._runs}/{one.attempt}"
        if one.attempt not in self._known:
            self._known[one.attempt] = given_up(content(f"{folder}/{FILE}", LARGEST) or b"")
        found = self._known[one.attempt]
        if found is None:
            return one
        last = tuple(clean(step, limit=200) for step in found.last)
        evidence, number = f"{folder}/{FILE}", snapshot_of(folder)
        return replace(one, evidence=evidence, last=last, snapshot=number)
