"""Two climates: all happens fast, or agents take very long; and the plan that both meet."""

from __future__ import annotations

from dataclasses import dataclass

from core.model.plan import Plan, PlannedTask
from core.model.runner import Runner


@dataclass(frozen=True, slots=True, kw_only=True)
class Climate:
    """How long things go wrong, and how much happens meanwhile. Seconds are true ones."""

    storm: float
    end: float
    """When everything must be over."""
    every: float
    """Seconds from one mishap to the next."""
    naps: tuple[float, ...]
    """How long the machine sleeps."""
    sleepy: tuple[float, ...]
    """Chances that it falls asleep between two effects."""
    risks: tuple[float, ...]
    """Chances that an engine dies between two effects."""
    patience: float
    idles: float
    budgets: tuple[int | None, ...]
    """Tokens of a plan."""
    silences: float = 0.0
    """Part of the histories in which the API goes down."""
    fewest: int = 1
    """Slots at the least."""
    roles: tuple[str, ...] = ("IMPLEMENTER", "AUDITOR", "CLEANER")


BRISK = Climate(
    storm=90.0,
    end=6000.0,
    every=4.0,
    naps=(5.0, 100.0),
    sleepy=(0.0, 0.0, 0.001),
    risks=(0.0, 0.002, 0.01, 0.03),
    patience=1.0,
    idles=0.0,
    budgets=(None, None, 300, 1500),
)
LONG = Climate(
    storm=5400.0,
    end=100_000.0,
    every=300.0,
    naps=(6.0, 100.0, 2400.0),
    sleepy=(0.0, 0.002),
    risks=(0.0, 0.0, 0.0005, 0.002),
    patience=5.0,
    idles=0.8,
    budgets=(None, None, None, 5000),
    silences=0.5,
    fewest=3,
    roles=("CLEANER", "CLEANER", "PLANNER"),
)
"""Agents reach their time limits."""
PLAN = Plan(
    name="run",
    repository="/r",
    git_folder="/r/.git",
    base="main",
    runner=Runner.REHEARSAL,
    tasks=tuple(PlannedTask(id=f"{n}", prompt="go", branch=f"fan/{n}") for n in range(10)),
)
