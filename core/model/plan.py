"""A plan as it was understood: everything that a run needs, nothing that must be asked again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime  # noqa: TC003, msgspec reads the fields' types

from core.model.pace import WAVES, Pace
from core.model.run import Task
from core.model.runner import Runner  # noqa: TC001, msgspec reads the fields' types


def branch_for(task: str) -> str:
    """Name the branch of a task that its author gave none."""
    return f"fan/{task}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTask:
    """One piece of work, as its author described it."""

    id: str
    prompt: str
    branch: str
    role: str = "IMPLEMENTER"
    model: str = ""
    retries: int = 2
    expects: tuple[str, ...] = ()
    """Globs: at least one path that matches must have changed."""
    validate: tuple[str, ...] = ()
    """A command that is asked before the start and before done is reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan is its repository's git folder and its name; started again it is the same run."""

    name: str
    repository: str
    """Top folder of the worktree that it was written for."""
    git_folder: str
    """The folder that all worktrees share."""
    base: str
    runner: Runner
    tasks: tuple[PlannedTask, ...]
    pace: Pace = WAVES
    model: str = ""
    program: str = ""
    """Absolute path of its runner's program, for runners that have one."""
    permission_mode: str = ""
    allowed_tools: tuple[str, ...] = ()
    token_budget: int | None = None
    window_budget: float | None = None
    """0.0 to 1.0 of a quota window, where the budget is given as a percentage."""
    resume_at_reset: bool = False
    asks_at_limit: bool = False
    """Whether a person is asked about an agent without progress, instead of ending it."""
    worst_case_tokens: int | None = None
    brief: str = ""
    """Template of every attempt's first message; empty: the usual one."""
    rehearsal: tuple[str, ...] = ()
    """Options of the pretended API."""

    def task(self, key: str) -> PlannedTask:
        """Give the task of a key such as `batch-1a2b3c4d/ai-962`."""
        wanted = key.rpartition("/")[2]
        return next(one for one in self.tasks if one.id == wanted)

    def budgeted(self, amount: int | str) -> Plan:
        """Give it with another budget: tokens, or a part of a window such as `38%`."""
        if isinstance(amount, str):
            share = int(amount.removesuffix("%")) / 100
            return replace(self, token_budget=None, window_budget=share)
        return replace(self, token_budget=amount, window_budget=None)

    @property
    def worktrees(self) -> str:
        """Where its worktrees are made: beside the repository, never inside."""
        return worktrees_of(self.repository)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A plan as it lies in its run's folder, for the day on which `state.db` is lost."""

    run: str
    began: datetime
    plan: Plan


def tasks_of(run: str, plan: Plan) -> list[Task]:
    """Give a plan's tasks as a run has them."""
    return [
        Task(
            key=f"{run}/{one.id}",
            run=run,
            branch=one.branch,
            role=one.role,
            pace=plan.pace,
            retries=one.retries,
            validates=bool(one.validate),
            proves=bool(one.validate or one.expects),
        )
        for one in plan.tasks
    ]


def worktrees_of(repository: str) -> str:
    """Name the folder of a repository's worktrees."""
    return f"{repository}-wt"
