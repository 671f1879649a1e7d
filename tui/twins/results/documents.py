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


class Try(msgspec.Struct, kw_only=True):
    """One attempt that is over."""

    attempt: str
    at: str
    because: str | None


class Deliverable(msgspec.Struct, kw_only=True):
    """One file that was promised."""

    path: str
    missing: bool


class Test(msgspec.Struct, kw_only=True):
    """A command that an agent says it ran."""

    command: str
    passed: bool


class Blocker(msgspec.Struct, kw_only=True):
    """What stands in the way."""

    text: str
    critical: bool


class HandedIn(msgspec.Struct, kw_only=True):
    """What an agent handed in."""

    status: str | None
    summary: str
    at: str | None
    deliverables: list[Deliverable]
    decisions: list[str]
    tests: list[Test]
    blockers: list[Blocker]


class Part(msgspec.Struct, kw_only=True):
    """What one task brought home."""

    id: str
    state: str
    succeeded: bool
    branch: str | None
    attempts: int
    tries: list[Try]
    ended_at: str | None
    commits: int | None
    files: list[str] | None
    lines_added: int | None
    lines_deleted: int | None
    checkpoints: int
    next: str | None
    reason: str | None
    handoff: HandedIn | None


class Side(msgspec.Struct, kw_only=True):
    """One of the claims on a topic."""

    claim: str
    agents: list[str]
    strength: str
    evidence: list[str]


class Conflict(msgspec.Struct, kw_only=True):
    """Claims that contradict."""

    topic: str
    ruling: str
    winner: str | None
    metric: bool
    sides: list[Side]


class Overlap(msgspec.Struct, kw_only=True):
    """A file that several tasks have changed."""

    path: str
    tasks: list[str]


class Finding(msgspec.Struct, kw_only=True):
    """What nobody contradicts."""

    topic: str
    claim: str
    agents: list[str]
    strength: str
    evidence: list[str]


class Rejected(msgspec.Struct, kw_only=True):
    """A finding without evidence."""

    topic: str
    claim: str
    agent: str


class Lesson(msgspec.Struct, kw_only=True):
    """A lesson with evidence."""

    text: str
    agents: list[str]


class Pattern(msgspec.Struct, kw_only=True):
    """A failure of earlier runs."""

    kind: str
    reason: str
    times: int
    roles: list[str]


class PastLesson(msgspec.Struct, kw_only=True):
    """A lesson of earlier runs."""

    text: str
    agents: list[str]
    evidence: list[str]


class PastRun(msgspec.Struct, kw_only=True):
    """One of the earlier runs."""

    run: str
    at: str
    tasks: int
    done: int
    at_first_attempt: int
    attempts: int
    at_a_time: int
    profile: str


class Past(msgspec.Struct, kw_only=True):
    """What earlier runs have taught."""

    runs: list[PastRun]
    failures: int
    patterns: list[Pattern]
    lessons: list[PastLesson]


class Delivered(msgspec.Struct, kw_only=True):
    """A file with the tasks that hand it over, and those where it is missing."""

    path: str
    tasks: list[str]
    missing: list[str]


class Decision(msgspec.Struct, kw_only=True):
    """A decision, and all who took it."""

    text: str
    agents: list[str]


class Synthesis(msgspec.Struct, kw_only=True):
    """How it was put together: how many topics there are, and which rule settled them."""

    handed_in: int
    topics: int
    agreed: int
    by_evidence: int
    by_majority: int
    left_to_a_person: int
    rejected: int
    said: list[str]


class Broken(msgspec.Struct, kw_only=True):
    """A file that cannot be read."""

    path: str
    because: str


class Results(msgspec.Struct, kw_only=True):
    """What a fan-out brought home: `groundstop.results/1`."""

    schema: str = "groundstop.results/1"
    run: str | None
    expected: int
    ended: int
    succeeded: int
    failed: int
    todo: int
    undecided: int
    tasks: list[Part]
    conflicts: list[Conflict]
    overlaps: list[Overlap]
    findings: list[Finding]
    rejected: list[Rejected]
    deliverables: list[Delivered]
    decisions: list[Decision]
    synthesis: Synthesis
    lessons: list[Lesson]
    unproven_lessons: int
    broken: list[Broken]
