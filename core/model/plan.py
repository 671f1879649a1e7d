"""A plan as it was understood: everything that a run needs, nothing that must be asked again."""

from __future__ import annotations

from dataclasses import dataclass

from core.model.pace import WAVES, Pace


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
    runner: str
    tasks: tuple[PlannedTask, ...]
    pace: Pace = WAVES
    model: str = ""
    permission_mode: str = ""
    allowed_tools: tuple[str, ...] = ()
    token_budget: int | None = None
    resume_at_reset: bool = False
    worst_case_tokens: int | None = None
    rehearsal: tuple[str, ...] = ()
    """Options of the pretended API."""

    def task(self, key: str) -> PlannedTask:
        """Give the task of a key such as `batch-1a2b3c4d/ai-962`."""
        wanted = key.rpartition("/")[2]
        return next(one for one in self.tasks if one.id == wanted)

    @property
    def worktrees(self) -> str:
        """Where its worktrees are made: beside the repository, never inside."""
        return worktrees_of(self.repository)


def worktrees_of(repository: str) -> str:
    """Name the folder of a repository's worktrees."""
    return f"{repository}-wt"
