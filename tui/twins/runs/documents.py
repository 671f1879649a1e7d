"""The shapes of our JSON documents of runs; `records.py` publishes the same."""

from __future__ import annotations

import msgspec

from tui.twins.results.documents import Past  # noqa: TC001, msgspec reads the fields' types


class RunTask(msgspec.Struct, kw_only=True):
    """One task of a run."""

    id: str
    state: str
    attempts: int
    branch: str
    commits: int | None
    reason: str | None
    checkpointed: bool


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


class Recovered(msgspec.Struct, kw_only=True):
    """Tasks that were recovered, by what has become of them."""

    queued: int
    working: int
    done: int
    escalated: int
    cancelled: int


class Rebuild(msgspec.Struct, kw_only=True):
    """What was recovered from run folders: `groundstop.rebuild/1`."""

    schema: str = "groundstop.rebuild/1"
    fault: str | None
    runs: int
    attempts: int
    agents: int
    tasks: Recovered
    kept: list[str]


class Figure(msgspec.Struct, kw_only=True):
    """A number with its source."""

    value: float | None
    unit: str | None
    source: str


class Inputs(msgspec.Struct, kw_only=True):
    """What the safe count comes from."""

    quota_left: Figure
    worst_case_tokens: Figure
    factor: Figure
    busy_agents: Figure


class WholeQuota(msgspec.Struct, kw_only=True):
    """The calculation with the whole quota."""

    safe_count: int | None
    quota: Figure


class QuotaWindow(msgspec.Struct, kw_only=True):
    """What one window allows."""

    window: str
    whole: float
    left: float
    unit: str
    source: str
    resets_at: str | None


class Wave(msgspec.Struct, kw_only=True):
    """Agents that start together."""

    number: int
    agents: int
    begins_s: float | None


class Safeguard(msgspec.Struct, kw_only=True):
    """One of four."""

    name: str
    on: bool
    because: str


class Option(msgspec.Struct, kw_only=True):
    """A way out."""

    words: str
    counts: list[int]


class Question(msgspec.Struct, kw_only=True):
    """Whether the fan-out is worth it."""

    question: str
    key: str
    answer: bool | None


class Recovery(msgspec.Struct, kw_only=True):
    """What a start of a run that has begun does again."""

    done: int
    again: int
    unsaved: int
    units: int
    need: Figure
    whole: Figure


class Preflight(msgspec.Struct, kw_only=True):
    """How many agents are safe: `groundstop.preflight/1`."""

    schema: str = "groundstop.preflight/1"
    at: str
    plan: str
    runner: str
    wanted: int
    safe_count: int | None
    needs_yes: bool
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
    past: Past


class FileLeftOut(msgspec.Struct, kw_only=True):
    """A file that a snapshot does not hold."""

    path: str
    because: str


class SnapshotTaken(msgspec.Struct, kw_only=True):
    """The files of a worktree at one instant."""

    number: int
    at: str
    boundary: str
    attempt: str | None
    base: str | None
    branch: str | None
    files: int
    left_out: list[FileLeftOut]
    left_out_more: int


class Restore(msgspec.Struct, kw_only=True):
    """A task's snapshots, and one of them to be restored: `groundstop.restore/1`."""

    schema: str = "groundstop.restore/1"
    task: str
    snapshots: list[SnapshotTaken]
    number: int
    into: str
    branch: str
    changed: int
    restored: bool
