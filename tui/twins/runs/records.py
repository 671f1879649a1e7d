"""The documents of runs as schemas; the same as in `documents.py`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tui.twins.records import PUBLISHED, Count, Instant, Record


class RunTask(Record):
    """One task of a run."""

    id: str
    state: Literal["queued", "working", "done", "escalated", "cancelled"]
    attempts: Count
    branch: str
    commits: Count | None
    """Since the task began; null where that cannot be told."""
    reason: str | None
    """Why it is not done."""


class Run(Record):
    """What became of a run."""

    schema_: Literal["groundstop.run/1"] = Field(alias="schema")
    run: str
    tasks: list[RunTask]


class OneRun(Record):
    """One run of several."""

    run: str
    tasks: list[RunTask]


class Runs(Record):
    """All runs, the oldest first."""

    schema_: Literal["groundstop.runs/1"] = Field(alias="schema")
    runs: list[OneRun]


class IncidentAct(Record):
    """What came of one fan-out."""

    groundstop: bool
    agents: Count
    done: Count
    answered: Count
    """Requests to the pretended API."""
    refused: Count
    """Or broken off."""
    refused_after_hold: Count | None
    """Null where starts were never held."""
    tokens: Count
    minutes: float
    """Of the rehearsal's own time."""


class Incident(Record):
    """An incident, rehearsed as it was told and with groundstop."""

    schema_: Literal["groundstop.incident/1"] = Field(alias="schema")
    incident: Literal["none", "cliff", "crash"]
    acts: list[IncidentAct]


class JournalEntry(Record):
    """One line of the journal: what was decided or happened, and why."""

    number: Count
    at: Instant
    kind: str
    subject: str
    because: str | None


class Journal(Record):
    """What an engine has decided and seen, the oldest first."""

    schema_: Literal["groundstop.journal/1"] = Field(alias="schema")
    entries: list[JournalEntry]


class Order(Record):
    """An order that was left for the engine; the journal tells what came of it."""

    schema_: Literal["groundstop.order/1"] = Field(alias="schema")
    id: str
    at: Instant
    order: Literal["pause", "resume", "waive", "drain", "slots", "stop"]
    by: str
    subject: str | None
    """The task or run that is to be stopped."""
    number: Count | None
    """Slots."""
    because: str | None


EVERY: dict[str, type[Record]] = {
    **PUBLISHED,
    "run": Run,
    "runs": Runs,
    "journal": Journal,
    "incident": Incident,
    "order": Order,
}
"""All documents by the names of their schemas."""
