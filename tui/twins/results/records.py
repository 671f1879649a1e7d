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


class Try(Record):
    """One attempt that is over."""

    attempt: str
    at: Instant
    because: str | None


class Deliverable(Record):
    """One file that was promised."""

    path: str
    missing: bool
    """Whether it was not there when it was looked for."""


class Test(Record):
    """A command that an agent says it ran."""

    command: str
    passed: bool


class Blocker(Record):
    """What stands in the way."""

    text: str
    critical: bool


class HandedIn(Record):
    """What an agent handed in: its own words."""

    status: str | None
    summary: str
    at: Instant | None
    deliverables: list[Deliverable]
    decisions: list[str]
    tests: list[Test]
    blockers: list[Blocker]


class Part(Record):
    """What one task brought home."""

    id: str
    state: str
    """queued, working, done, unproven, escalated, cancelled, taken; of others their own word."""
    succeeded: bool
    """It is done, and nothing that it delivers is missing."""
    branch: str | None
    attempts: Count
    tries: list[Try]
    ended_at: Instant | None
    commits: Count | None
    """Since the task began; null where that cannot be told."""
    files: list[str] | None
    lines_added: Count | None
    lines_deleted: Count | None
    checkpoints: Count
    next: str | None
    """What its last checkpoint says comes next."""
    reason: str | None
    """Why it has not succeeded."""
    handoff: HandedIn | None


class Side(Record):
    """One of the claims on a topic, and who makes it."""

    claim: str
    agents: list[str]
    strength: Literal["none", "files", "measured"]
    evidence: list[str]


class Conflict(Record):
    """Claims that contradict; every side is kept."""

    topic: str
    ruling: Literal["evidence", "majority", "person"]
    winner: str | None
    """The claim that holds; null: a person decides."""
    metric: bool
    """They differ in numbers alone, which are never averaged."""
    sides: list[Side]


class Overlap(Record):
    """A file that several tasks have changed."""

    path: str
    tasks: list[str]


class Finding(Record):
    """What nobody contradicts."""

    topic: str
    claim: str
    agents: list[str]
    strength: Literal["none", "files", "measured"]
    evidence: list[str]


class Rejected(Record):
    """A finding without evidence."""

    topic: str
    claim: str
    agent: str


class Lesson(Record):
    """A lesson with evidence, and all who tell it."""

    text: str
    agents: list[str]


class Pattern(Record):
    """A failure of earlier runs, counted by its kind and its reason."""

    kind: str
    """account, API error, missing files, gave up, no progress, died, not started, exit, not
    believed."""
    reason: str
    """Without numbers, paths and hashes."""
    times: Count
    roles: list[str]


class PastLesson(Record):
    """A lesson of earlier runs, with what proves it."""

    text: str
    agents: list[str]
    evidence: list[str]


class PastRun(Record):
    """One of the earlier runs."""

    run: str
    at: Instant
    tasks: Count
    done: Count
    at_first_attempt: Count
    attempts: Count
    at_a_time: Count
    profile: str


class Past(Record):
    """What the latest runs of the same repository and runner have taught."""

    runs: list[PastRun]
    failures: Count
    patterns: list[Pattern]
    lessons: list[PastLesson]


class Delivered(Record):
    """A file with the tasks that hand it over, and those where it is missing."""

    path: str
    tasks: list[str]
    missing: list[str]


class Decision(Record):
    """A decision, and all who took it."""

    text: str
    agents: list[str]


class Synthesis(Record):
    """How it was put together: how many topics there are, and which rule settled them."""

    handed_in: Count
    topics: Count
    agreed: Count
    by_evidence: Count
    by_majority: Count
    left_to_a_person: Count
    rejected: Count
    said: list[str]


class Broken(Record):
    """A file that an agent wrote and that cannot be read."""

    path: str
    because: str


class Results(Record):
    """What a fan-out brought home, as far as it has come."""

    schema_: Literal["groundstop.results/1"] = Field(alias="schema")
    run: str | None
    expected: Count
    ended: Count
    succeeded: Count
    failed: Count
    todo: Count
    undecided: Count
    """Contradictions and files that a person must decide about."""
    tasks: list[Part]
    conflicts: list[Conflict]
    overlaps: list[Overlap]
    findings: list[Finding]
    rejected: list[Rejected]
    deliverables: list[Delivered]
    decisions: list[Decision]
    synthesis: Synthesis
    lessons: list[Lesson]
    unproven_lessons: Count
    broken: list[Broken]
