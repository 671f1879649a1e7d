"""An agent: one writer of one transcript, and what is known about it at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from core.model.diagnosis import UNKNOWN, Diagnosis
from core.model.tokens import NO_TOKENS, Tokens

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.handoff import Claims
    from core.model.signs import Step


class Kind(StrEnum):
    """What sort of writer an agent is."""

    MAIN = "main"
    SUBAGENT = "subagent"
    TEAMMATE = "teammate"
    TASK = "task"
    REPORTED = "reported"
    """Known by its own status file alone."""


class AgentId(NamedTuple):
    """Who an agent is: never its name, for one name may have several writers (S2-01)."""

    session_id: str
    agent_id: str = ""
    """Empty for the main agent of the session."""

    @property
    def main(self) -> AgentId:
        """The main agent of the same session."""
        return AgentId(self.session_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """Whether what an agent of ours has done so far would outlive it."""

    has_checkpoint: bool
    at_risk: int
    """Tokens that it has used since the last snapshot of its files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """One row: an agent as of a frame."""

    id: AgentId
    key: str
    """Short and unique in its frame: `6f1c2a9e` or `6f1c2a9e/a3b9d0f2c41e77d80`."""
    kind: Kind
    name: str
    agent_type: str | None = None
    parent: str | None = None
    """The key of the agent that started it."""
    diagnosis: Diagnosis = UNKNOWN
    began_at: datetime | None = None
    progress_at: datetime | None = None
    last_action: str = ""
    tokens: Tokens = NO_TOKENS
    context_tokens: int | None = None
    """Size of the last answer's context; None before the first answer."""
    model: str | None = None
    cwd: str | None = None
    branch: str | None = None
    worktree: str | None = None
    repository: str | None = None
    """The top folder of the family of worktrees that `cwd` belongs to."""
    path: str = ""
    """The transcript."""
    prompt: str = ""
    """Its first prompt, cut short."""
    steps: tuple[Step, ...] = ()
    claims: Claims | None = None
    limit_s: int = 300
    """Seconds of silence until the stall limit that applies to it now."""
    process: str = "unknown"
    """alive, gone or unknown, with its pid where there is one."""
    unread_lines: int = 0
    task: str | None = None
    """The task of a run of ours that it works on: `batch-1a2b3c4d/ai-962`."""
    saving: Saving | None = None
    """None where it is not at work, or its run asks for no checkpoints."""
    place: int = 0
    """Of a task: in the order of the plans, for rows that are alike."""

    @property
    def is_unsaved(self) -> bool:
        """Whether it is at work, was asked for checkpoints, and has written none (S1-28)."""
        return self.saving is not None and not self.saving.has_checkpoint
