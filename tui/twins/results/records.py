"""The documents of results as schemas; the same as in `documents.py`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tui.twins.records import Count, Instant, Record


class Evidence(Record):
    """A file that proves something, never its content."""

    path: str
    sha256: str
    size: Count


class Checkpoint(Record):
    """A checkpoint that an agent has written down."""

    schema_: Literal["groundstop.checkpoint/1"] = Field(alias="schema")
    attempt: str
    number: Count
    """How many this attempt has by now."""
    at: Instant
    done: str
    next: str
    commit: str | None
    """What the agent names as proof."""
    head: str | None
    """Where its worktree was."""
    evidence: list[Evidence]


class Handoff(Record):
    """A handoff that an agent has handed in."""

    schema_: Literal["groundstop.handoff/1"] = Field(alias="schema")
    attempt: str
    at: Instant
    status: Literal["complete", "blocked", "failed"]
    deliverables: Count
    missing: list[str]
    """Deliverables that are not in the worktree."""
    findings: Count
    unproven_findings: Count
    """Findings without evidence: they are rejected."""
    tests: Count
    blockers: Count
    removed: bool
    """Whether its file was taken out of the worktree."""
    warnings: list[str]
