"""The shapes of our JSON documents of results; `records.py` publishes the same."""

from __future__ import annotations

import msgspec


class Evidence(msgspec.Struct, kw_only=True):
    """A file that proves something."""

    path: str
    sha256: str
    size: int


class Checkpoint(msgspec.Struct, kw_only=True):
    """A checkpoint as it was stored: `groundstop.checkpoint/1`."""

    schema: str = "groundstop.checkpoint/1"
    attempt: str
    number: int
    at: str
    done: str
    next: str
    commit: str | None
    head: str | None
    evidence: list[Evidence]


class Handoff(msgspec.Struct, kw_only=True):
    """A handoff as it was stored: `groundstop.handoff/1`."""

    schema: str = "groundstop.handoff/1"
    attempt: str
    at: str
    status: str
    deliverables: int
    missing: list[str]
    findings: int
    unproven_findings: int
    tests: int
    blockers: int
    removed: bool
    warnings: list[str]
