"""The shapes of our JSON documents of orders; `records.py` publishes the same."""

from __future__ import annotations

import msgspec


class Message(msgspec.Struct, kw_only=True):
    """A message that was sent to an agent: `groundstop.message/1`."""

    schema: str = "groundstop.message/1"
    id: str
    at: str
    task: str
    state: str


class Order(msgspec.Struct, kw_only=True):
    """An order that was left for the engine: `groundstop.order/1`."""

    schema: str = "groundstop.order/1"
    id: str
    at: str
    order: str
    by: str
    subject: str | None
    number: int | None
    because: str | None


class AttemptTried(msgspec.Struct, kw_only=True):
    """An attempt that has ended."""

    attempt: str
    at: str
    reason: str | None
    folder: str
    evidence: str | None
    last: list[str]
    snapshot: int | None


class Escalation(msgspec.Struct, kw_only=True):
    """A task that waits for a person."""

    id: str
    run: str
    state: str
    reason: str
    since: str | None
    branch: str
    worktree: str | None
    attempts: list[AttemptTried]


class Escalations(msgspec.Struct, kw_only=True):
    """The escalation queue: `groundstop.escalations/1`."""

    schema: str = "groundstop.escalations/1"
    escalations: list[Escalation]
