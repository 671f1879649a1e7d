"""The shapes of our JSON documents of runs; `records.py` publishes the same."""

from __future__ import annotations

import msgspec


class RunTask(msgspec.Struct, kw_only=True):
    """One task of a run."""

    id: str
    state: str
    attempts: int
    branch: str
    commits: int | None
    reason: str | None


class Run(msgspec.Struct, kw_only=True):
    """What became of a run: `groundstop.run/1`."""

    schema: str = "groundstop.run/1"
    run: str
    tasks: list[RunTask]


class OneRun(msgspec.Struct, kw_only=True):
    """One run of several."""

    run: str
    tasks: list[RunTask]


class Runs(msgspec.Struct, kw_only=True):
    """All runs: `groundstop.runs/1`."""

    schema: str = "groundstop.runs/1"
    runs: list[OneRun]


class IncidentAct(msgspec.Struct, kw_only=True):
    """One fan-out of an incident."""

    groundstop: bool
    agents: int
    done: int
    answered: int
    refused: int
    refused_after_hold: int | None
    tokens: int
    minutes: float


class Incident(msgspec.Struct, kw_only=True):
    """An incident without groundstop and with it: `groundstop.incident/1`."""

    schema: str = "groundstop.incident/1"
    incident: str
    acts: list[IncidentAct]


class JournalEntry(msgspec.Struct, kw_only=True):
    """One line of the journal."""

    number: int
    at: str
    kind: str
    subject: str
    because: str | None


class Journal(msgspec.Struct, kw_only=True):
    """What was decided and seen: `groundstop.journal/1`."""

    schema: str = "groundstop.journal/1"
    entries: list[JournalEntry]


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
