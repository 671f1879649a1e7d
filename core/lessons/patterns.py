"""Failures counted by kind and reason, and several runs put together (S4-20, S4-53)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from core.clean import redact
from core.model.past import Lesson, Past, Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.lessons.failures import Failure
    from core.model.past import FailureKind, PastRun

LATELY = 5
"""Runs that are looked back at. Source: ours."""
MOST = 50
"""Patterns, and lessons, that are kept of one run."""
REASON = 160
"""Letters of a reason."""
_DIFFERS = (
    (re.compile(r"(?<![\w.])/[\w.+@~-]+(?:/[\w.+@~-]+)+"), "PATH"),
    (re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{7,64}\b"), "HASH"),
    (re.compile(r"\d+(?:[.,:]\d+)*"), "N"),
)
_TRIED = re.compile(r"^(?:\d+ attempts [a-z ]+; the last: |it failed; the last: )")


def normal(reason: str) -> str:
    """Leave out of a reason what differs from one time to the next.

    >>> normal("exit code 1: 3 of 120 tests failed in /tmp/a-1/shop at 3f2a9c1d")
    'exit code N: N of N tests failed in PATH at HASH'
    """
    text = " ".join(redact(_TRIED.sub("", reason)).split())
    for what, word in _DIFFERS:
        text = what.sub(word, text)
    return text if len(text) <= REASON else f"{text[: REASON - 1]}…"


def patterns(found: Iterable[Failure]) -> tuple[Pattern, ...]:
    """Count failures of one kind and reason; the most frequent come first."""
    whole = ((one, normal(one.reason)) for one in found)
    return _merged(
        Pattern(kind=one.kind, reason=reason, times=1, roles=(one.role,)) for one, reason in whole
    )


def past(runs: Sequence[PastRun], runner: str) -> Past:
    """Put the latest runs of a runner together: what rehearsals teach is for rehearsals."""
    mine = sorted((one for one in runs if one.runner == runner), key=lambda one: one.at)
    latest = tuple(reversed(mine))[:LATELY]
    return Past(
        runs=latest,
        patterns=_merged(each for one in latest for each in one.patterns),
        lessons=told_once(each for one in latest for each in one.lessons),
    )


def told_once(lessons: Iterable[Lesson]) -> tuple[Lesson, ...]:
    """Keep each lesson once, with all who tell it and all that proves it; in their order."""
    same: defaultdict[str, list[Lesson]] = defaultdict(list)
    for one in lessons:
        same[" ".join(one.text.casefold().split())].append(one)
    merged = (
        Lesson(
            text=alike[0].text,
            agents=tuple(dict.fromkeys(who for one in alike for who in one.agents)),
            evidence=tuple(dict.fromkeys(what for one in alike for what in one.evidence)),
        )
        for alike in same.values()
    )
    return tuple(merged)[:MOST]


def _merged(found: Iterable[Pattern]) -> tuple[Pattern, ...]:
    times: Counter[tuple[FailureKind, str]] = Counter()
    roles: defaultdict[tuple[FailureKind, str], set[str]] = defaultdict(set)
    for one in found:
        key = one.kind, one.reason
        times[key] += one.times
        roles[key].update(one.roles)
    ordered = sorted(times, key=lambda key: (-times[key], *key))
    return tuple(
        Pattern(
            kind=kind,
            reason=reason,
            times=times[kind, reason],
            roles=(*sorted(roles[kind, reason]),),
        )
        for kind, reason in ordered[:MOST]
    )
