"""The documents of orders as schemas; the same as in `documents.py`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tui.twins.records import Count, Instant, Record


class Message(Record):
    """A message that was sent to an agent, and how far it had come when this was written."""

    schema_: Literal["groundstop.message/1"] = Field(alias="schema")
    id: str
    at: Instant
    task: str
    state: Literal["queued", "sent", "taken up", "unsent"]


class Order(Record):
    """An order that was left for the engine; the journal tells what came of it."""

    schema_: Literal["groundstop.order/1"] = Field(alias="schema")
    id: str
    at: Instant
    order: Literal["pause", "resume", "waive", "drain", "slots", "stop", "retry", "give up"]
    by: str
    subject: str | None
    """The task or run that it is about."""
    number: Count | None
    """Slots."""
    because: str | None


class AttemptTried(Record):
    """An attempt that has ended."""

    attempt: str
    at: Instant
    reason: str | None
    """Null where it ended well."""
    folder: str
    """Its run folder: exit, last words, checkpoints, handoff."""
    evidence: str | None
    """Of one whose time ran out: the file that says how it stood then; else null."""
    last: list[str]
    """What it had done last, the oldest first; empty but for one whose time ran out."""
    snapshot: Count | None
    """Likewise: what `groundstop restore --at` takes."""


class Escalation(Record):
    """A task that waits for a person."""

    id: str
    run: str
    state: Literal["asks", "escalated", "unproven"]
    reason: str
    """What its agent asks, or why nothing more comes of it."""
    since: Instant | None
    branch: str
    worktree: str | None
    attempts: list[AttemptTried]


class Escalations(Record):
    """The escalation queue: questions first, then in the order of the plans."""

    schema_: Literal["groundstop.escalations/1"] = Field(alias="schema")
    escalations: list[Escalation]
