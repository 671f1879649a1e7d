"""Calculations worth a photograph: more wanted than safe, all safe, and nothing known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from core.model.pace import BURST, WAVES
from core.model.past import FailureKind, Lesson, Past, PastRun, Pattern
from core.model.preflight import Fanout, Figure
from core.model.quota import Reading
from core.model.runner import Runner
from core.spawn.preflight.count import preflight
from core.spawn.preflight.quota import allowances, worst_case

AT = datetime(2026, 11, 20, 14, 32, 7, tzinfo=UTC)
READING = Reading(
    window="five_hour",
    fraction=0.62,
    resets_at=datetime(2026, 11, 20, 16, 0, tzinfo=UTC),
    source="rate_limit_event",
    observed_at=datetime(2026, 11, 20, 14, 31, tzinfo=UTC),
)
TEN_MINUTES = Figure(value=600.0, source="agent_minutes of the plan")
UNTOLD = Figure(value=None, source="agent_minutes in the plan would tell")

_PERCENT = allowances({}, [READING], None, AT)
TOO_MANY = preflight(
    Fanout(
        plan="issue-batch-42",
        runner=Runner.CLAUDE,
        wanted=30,
        pace=WAVES,
        permission_mode="acceptEdits",
        allowed_tools=("Bash(git *)",),
        answers=(True, True, None),
    ),
    _PERCENT,
    worst_case("10%", (), "agents", _PERCENT),
    TEN_MINUTES,
)
"""Thirty agents at ten percent each, and 38 % are left."""

_TOKENS = allowances({"five_hour": 4_000_000}, [], None, AT)
SAFE = preflight(
    Fanout(plan="cart", runner=Runner.REHEARSAL, wanted=5, pace=WAVES, answers=(True, True, True)),
    _TOKENS,
    worst_case(200_000, (), "agents", _TOKENS),
    TEN_MINUTES,
)
"""Five of twelve."""

TAUGHT = replace(
    SAFE,
    past=Past(
        runs=(
            PastRun(run="cart-2", at=AT, tasks=6, done=4, at_once=3, attempts=11),
            PastRun(run="cart-1", at=AT, tasks=6, done=6, at_once=5, attempts=7),
        ),
        patterns=(
            Pattern(
                kind=FailureKind.EXIT,
                reason="exit code N: N of N tests failed in tests/cart",
                times=3,
                roles=("IMPLEMENTER",),
            ),
            Pattern(
                kind=FailureKind.NO_PROGRESS,
                reason="killed by signal N: no progress for N min",
                times=2,
                roles=("AUDITOR", "IMPLEMENTER"),
            ),
        ),
        lessons=(
            Lesson(text="The cart's tests need a fresh database each.", agents=("cart", "merge")),
        ),
    ),
)
"""Two runs before this one, some of which failed."""

UNKNOWN = preflight(
    Fanout(plan="first-try", runner=Runner.CLAUDE, wanted=12, pace=BURST, before=3),
    (),
    worst_case(None, (), "agents", ()),
    UNTOLD,
)
"""No reading, no budget, no history, no permissions, and more than the last time."""
