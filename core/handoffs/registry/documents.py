"""The registry as it is published: every start, with the fields that S4 gives it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, RootModel

STRICT = ConfigDict(extra="forbid", strict=True, frozen=True)


class ConstraintsDocument(BaseModel):
    """What an agent may do, and how long."""

    model_config = STRICT

    permissionMode: str  # noqa: N815, their way of names
    allowedTools: list[str]  # noqa: N815, likewise
    maxRetries: int  # noqa: N815, likewise
    limitSeconds: float  # noqa: N815, likewise
    """Without progress (S4-35..39, S4-49)."""


class ScopeDocument(BaseModel):
    """Where an agent works, and what must come of it."""

    model_config = STRICT

    repository: str
    worktree: str
    branch: str
    expects: list[str]
    """Globs: a path that matches one must have changed."""


class StartDocument(BaseModel):
    """One start of an agent (S4-02, S4-03)."""

    model_config = STRICT

    agentId: str  # noqa: N815, their name
    """`agent-001-IMPLEMENTER`, a retry `agent-001-IMPLEMENTER-retry-1` (S4-05)."""
    spawnedAt: str  # noqa: N815, their name
    """ISO 8601, UTC."""
    role: str
    task: str
    """What it was told to do."""
    scope: ScopeDocument
    constraints: ConstraintsDocument
    expectedHandoff: str  # noqa: N815, their name
    """The file in which its work is handed in."""
    status: Literal["active", "blocked", "complete", "failed"]
    timeoutAt: str  # noqa: N815, their name
    """The earliest instant at which its time is over: progress moves it on."""
    endedAt: str | None  # noqa: N815, their way of names
    reason: str | None
    """Why it is blocked or has failed."""
    attempt: str
    """What groundstop itself calls it."""
    sessionId: str  # noqa: N815, their way of names
    """Its conversation in Claude Code."""


class RegistryDocument(RootModel[list[StartDocument]]):
    """All starts, the first one first: one JSON array (S4-06)."""
