"""A plan for whoever needs one that says nothing."""

from __future__ import annotations

from core.model.plan import Plan
from core.model.runner import Runner

PLAN = Plan(
    name="run",
    repository="/r",
    git_folder="/r/.git",
    base="main",
    runner=Runner.REHEARSAL,
    tasks=(),
)
