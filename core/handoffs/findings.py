"""Findings of several agents on one topic: what holds, what contradicts, what has no evidence."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from core.model.results import Conflict, Ruling, Side, Strength

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.model.handoff import Finding, Handoff

MEASURED = re.compile(r"\s*(tests?|measure(ment|d)?|bench(mark)?|metrics?)\s*[:=]", re.IGNORECASE)
"""How evidence begins that is a test or a measurement."""
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class Weighed(NamedTuple):
    """All findings, in three lots."""

    agreed: tuple[tuple[str, Side], ...]
    conflicts: tuple[Conflict, ...]
    rejected: tuple[tuple[str, Finding], ...]


class _Claim(NamedTuple):
    agent: str
    finding: Finding
    strength: Strength


def weigh(handoffs: Iterable[Handoff]) -> Weighed:
    """Weigh the findings of all handoffs, one of each agent, whatever their order."""
    topics: defaultdict[str, list[_Claim]] = defaultdict(list)
    rejected: list[tuple[str, Finding]] = []
    for told in handoffs:
        for one in told.findings:
            strength = strength_of(one, told)
            if strength is Strength.NONE:
                rejected.append((told.agent, one))
            else:
                topics[_folded(one.topic)].append(_Claim(told.agent, one, strength))
    agreed: list[tuple[str, Side]] = []
    conflicts: list[Conflict] = []
    for _, claims in sorted(topics.items()):
        topic = min(one.finding.topic for one in claims)
        sides = _sides(claims)
        if len(sides) == 1:
            agreed.append((topic, sides[0]))
        else:
            conflicts.append(_ruled(topic, sides))
    rejected.sort(key=lambda one: (one[1].topic, one[1].claim, one[0], repr(one[1])))
    return Weighed(tuple(agreed), tuple(conflicts), tuple(rejected))


def strength_of(finding: Finding, told: Handoff) -> Strength:
    """Say how strong a finding's evidence is: tests and measurements are, then files (S4-22).

    What names a command among the handoff's own tests is a test, whatever came of it.
    """
    evidence = [one for one in finding.evidence if one.strip()]
    if not evidence:
        return Strength.NONE
    commands = {test.command for test in told.tests}
    is_measured = any(MEASURED.match(one) or one.strip() in commands for one in evidence)
    return Strength.MEASURED if is_measured else Strength.FILES


def _sides(claims: Sequence[_Claim]) -> tuple[Side, ...]:
    """Gather equal claims; the strongest side first, then the one of most agents."""
    by: defaultdict[str, list[_Claim]] = defaultdict(list)
    for one in claims:
        by[_folded(one.finding.claim)].append(one)
    sides = [
        Side(
            claim=min(one.finding.claim for one in mine),
            agents=tuple(sorted({one.agent for one in mine})),
            strength=max(one.strength for one in mine),
            evidence=tuple(sorted({each for one in mine for each in one.finding.evidence})),
        )
        for mine in by.values()
    ]
    return tuple(sorted(sides, key=lambda one: (-one.strength, -len(one.agents), one.claim)))


def _ruled(topic: str, sides: tuple[Side, ...]) -> Conflict:
    """Let stronger evidence win, then the majority among equals; numbers are never voted on."""
    equals = [one for one in sides if one.strength == sides[0].strength]
    is_metric = len({NUMBER.sub("#", _folded(one.claim)) for one in equals}) == 1
    others = {agent for one in equals[1:] for agent in one.agents}
    if len(equals) == 1:
        ruling = Ruling.EVIDENCE
    elif len(set(equals[0].agents) - others) > len(others) and not is_metric:
        ruling = Ruling.MAJORITY
    else:
        ruling = Ruling.PERSON
    are_numbers = len({NUMBER.sub("#", _folded(one.claim)) for one in sides}) == 1
    return Conflict(topic=topic, sides=sides, ruling=ruling, is_metric=are_numbers)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
