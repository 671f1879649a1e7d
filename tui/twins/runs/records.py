"""The documents of runs as schemas; the same as in `documents.py`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tui.twins.orders.records import Escalations, Message, Order
from tui.twins.records import PUBLISHED, Count, Instant, Record
from tui.twins.results.records import Checkpoint, Handoff, Past, Results


class RunTask(Record):
    """One task of a run."""

    id: str
    state: Literal["queued", "working", "unproven", "done", "escalated", "cancelled", "taken"]
    attempts: Count
    branch: str
    commits: Count | None
    """Since the task began; null where that cannot be told."""
    reason: str | None
    """Why it is not done."""
    checkpointed: bool
    """Whether its agents have written a checkpoint."""


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


class Recovered(Record):
    """Tasks that were recovered, by what has become of them."""

    queued: Count
    working: Count
    done: Count
    escalated: Count
    cancelled: Count


class Rebuild(Record):
    """What `groundstop doctor --rebuild` has done."""

    schema_: Literal["groundstop.rebuild/1"] = Field(alias="schema")
    fault: str | None
    """What was wrong; null: nothing, and nothing was changed."""
    runs: Count
    attempts: Count
    agents: Count
    """Those that live."""
    tasks: Recovered
    kept: list[str]
    """Where the old files lie."""


class Figure(Record):
    """A number with its source; null is unknown, and the source says why."""

    value: float | None
    unit: str | None
    """tokens, percent (of a window), agents, s; null where there is none."""
    source: str


class Inputs(Record):
    """What the safe count comes from: floor(quota left / worst case x factor) - busy agents."""

    quota_left: Figure
    worst_case_tokens: Figure
    factor: Figure
    busy_agents: Figure


class WholeQuota(Record):
    """The calculation with the whole quota in place of what is left."""

    safe_count: Count | None
    quota: Figure


class QuotaWindow(Record):
    """What one quota window, or a budget, allows."""

    window: str
    whole: float
    left: float
    unit: Literal["tokens", "percent"]
    source: str
    resets_at: Instant | None


class Wave(Record):
    """Agents that start together."""

    number: Count
    agents: Count
    begins_s: float | None
    """Seconds after the first start, at the earliest; null: when a slot is free."""


class Safeguard(Record):
    """One of the four that are required."""

    name: str
    on: bool
    because: str


class Option(Record):
    """A way out where more is wanted than is safe."""

    words: str
    counts: list[Count]
    """Agents in each run."""


class Question(Record):
    """Whether the fan-out is worth it; null: the plan does not say."""

    question: str
    key: str
    """In the plan's table [fan_out]."""
    answer: bool | None


class Recovery(Record):
    """What a start of a run that has begun does again."""

    done: Count
    """Tasks that stay as they are."""
    again: Count
    unsaved: Count
    """Those that begin again without a checkpoint: from their beginning."""
    units: Count
    """Pieces of work that are left."""
    need: Figure
    whole: Figure
    """What all tasks would take from the beginning."""


class Preflight(Record):
    """How many agents are safe, and why."""

    schema_: Literal["groundstop.preflight/1"] = Field(alias="schema")
    at: Instant
    plan: str
    runner: str
    wanted: Count
    safe_count: Count | None
    needs_yes: bool
    """Whether a start without a screen must be confirmed by --yes."""
    inputs: Inputs
    whole_quota: WholeQuota
    windows: list[QuotaWindow]
    need: Figure
    waves: list[Wave]
    ends_s: Figure
    options: list[Option]
    safeguards: list[Safeguard]
    warnings: list[str]
    questions: list[Question]
    recovery: Recovery | None
    """Null: nothing of it has begun."""
    past: Past


class FileLeftOut(Record):
    """A file that a snapshot does not hold, or holds as it was committed."""

    path: str
    because: str


class SnapshotTaken(Record):
    """The files of a worktree at one instant."""

    number: Count
    at: Instant
    boundary: Literal["turn", "attempt", "removed"]
    """What had ended."""
    attempt: str | None
    base: str | None
    """The commit at which the worktree was."""
    branch: str | None
    files: Count
    left_out: list[FileLeftOut]
    left_out_more: Count
    """How many more there are than are named."""


class Restore(Record):
    """A task's snapshots, the oldest first, and what restoring one of them writes."""

    schema_: Literal["groundstop.restore/1"] = Field(alias="schema")
    task: str
    snapshots: list[SnapshotTaken]
    number: Count
    """The one that was chosen."""
    into: str
    branch: str
    """New, at the snapshot's base."""
    changed: Count
    """Files that differ from it; they are uncommitted."""
    restored: bool
    """Whether it was written; false: it was only said."""


EVERY: dict[str, type[Record]] = {
    **PUBLISHED,
    "run": Run,
    "runs": Runs,
    "journal": Journal,
    "incident": Incident,
    "rebuild": Rebuild,
    "preflight": Preflight,
    "order": Order,
    "message": Message,
    "restore": Restore,
    "escalations": Escalations,
    "checkpoint": Checkpoint,
    "handoff": Handoff,
    "results": Results,
}
"""All documents by the names of their schemas."""
