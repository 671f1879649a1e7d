"""What a fan-out brought home: every task's part, where parts contradict, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from core.model.run import SETTLED, Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.handoff import Broken, Checkpoint, Finding, Handoff
    from core.model.worktree import Changes


class Strength(IntEnum):
    """How strong the evidence of a finding is (S4-22)."""

    NONE = 0
    FILES = 1
    MEASURED = 2
    """Tests and measurements."""


class Ruling(StrEnum):
    """How a contradiction is settled (S4-22 to S4-24)."""

    EVIDENCE = "stronger evidence"
    MAJORITY = "majority of equal evidence"
    PERSON = "a person decides"


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One attempt that is over."""

    attempt: str
    at: datetime
    because: str = ""
    """Why it did not succeed; empty where nothing was wrong."""
    evidence: str = ""
    """Of one whose time ran out: the file that says how it stood then."""
    last: tuple[str, ...] = ()
    """Likewise: what it had done last."""
    snapshot: int | None = None
    """Likewise: the snapshot of its files; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one task, or one agent of S4's layout, brought home."""

    key: str
    id: str
    place: int = 0
    """In the order of the plan."""
    branch: str = ""
    outcome: Outcome | None = None
    """None: an agent that no run of ours has started."""
    because: str = ""
    attempts: int = 0
    tries: tuple[Try, ...] = ()
    ended_at: datetime | None = None
    commits: int | None = None
    changes: Changes | None = None
    """None: it cannot be told."""
    uncommitted: int | None = None
    """Files of its worktree that no commit has."""
    checkpoints: tuple[Checkpoint, ...] = ()
    handoff: Handoff | None = None

    @property
    def has_ended(self) -> bool:
        """Whether nothing more is to come from it."""
        return self.handoff is not None if self.outcome is None else self.outcome in SETTLED

    @property
    def has_succeeded(self) -> bool:
        """Whether it ended well and nothing that it delivers is missing (S4-29)."""
        told = self.handoff
        if self.outcome not in (None, Outcome.DONE) or (told is not None and told.missing):
            return False
        is_told_well = told is None or told.status in ("", "complete", "completed")
        return is_told_well and (self.outcome is Outcome.DONE or told is not None)

    @property
    def summary(self) -> str:
        """What it says was done: its handoff's word, else what its checkpoints wrote down."""
        told = self.handoff.summary if self.handoff is not None else ""
        return told or "; ".join(dict.fromkeys(one.done for one in self.checkpoints))

    @property
    def why(self) -> str:
        """Say why it has not succeeded; empty where it has, or where it has not ended."""
        if self.has_succeeded or not self.has_ended:
            return ""
        said: list[str] = [self.because] if self.because else []
        told = self.handoff
        if told is not None and told.missing:
            said.append(f"missing: {', '.join(told.missing)}")
        if told is not None and told.status not in ("", "complete", "completed"):
            said.append(f"its handoff says {told.status}: {told.summary}")
        return "; ".join(said) or str(self.outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the claims on a topic, and who makes it."""

    claim: str
    agents: tuple[str, ...]
    strength: Strength
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Claims on one topic that differ; every side is kept, whatever the ruling."""

    topic: str
    sides: tuple[Side, ...]
    """The strongest first."""
    ruling: Ruling
    is_metric: bool = False
    """They differ in numbers alone: these are never averaged (S4-25)."""

    @property
    def winner(self) -> str:
        """The claim that holds; empty where a person decides."""
        return "" if self.ruling is Ruling.PERSON else self.sides[0].claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """One file that several tasks have changed."""

    path: str
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A text with those who say it."""

    text: str
    agents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """One file with the tasks that hand it over."""

    path: str
    tasks: tuple[str, ...]
    missing: tuple[str, ...] = ()
    """Those of them in whose worktree it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Everything, as far as it has come; every list is in the plan's order or sorted."""

    run: str = ""
    parts: tuple[Part, ...] = ()
    agreed: tuple[tuple[str, Side], ...] = ()
    """Topics on which nobody contradicts, and what is said there."""
    conflicts: tuple[Conflict, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    rejected: tuple[tuple[str, Finding], ...] = ()
    """Findings without evidence, with their agents."""
    deliverables: tuple[Delivered, ...] = ()
    """Every file once, whoever hands it over (S4-19)."""
    decisions: tuple[Told, ...] = ()
    """Every decision once, with all who took it."""
    lessons: tuple[Told, ...] = ()
    """Memory candidates that have evidence."""
    unproven_lessons: int = 0
    broken: tuple[Broken, ...] = ()

    @property
    def ended(self) -> int:
        """How many of the parts have come to their end (S4-14)."""
        return sum(one.has_ended for one in self.parts)

    @property
    def succeeded(self) -> tuple[Part, ...]:
        """What can be used."""
        return tuple(one for one in self.parts if one.has_succeeded)

    @property
    def failed(self) -> tuple[Part, ...]:
        """What has ended and cannot be used as it is, nor is in a person's hands."""
        ended = (one for one in self.parts if one.has_ended and not one.has_succeeded)
        return tuple(one for one in ended if one.outcome is not Outcome.TAKEN)

    @property
    def todo(self) -> tuple[Part, ...]:
        """What is still to be done (S4-48), by an agent or by the person who has taken it over."""
        return tuple(one for one in self.parts if not one.has_ended or one.outcome is Outcome.TAKEN)

    @property
    def handed_in(self) -> int:
        """How many of the parts have a handoff."""
        return sum(one.handoff is not None for one in self.parts)

    def ruled(self, ruling: Ruling) -> int:
        """How many contradictions were settled so (S4-20)."""
        return sum(one.ruling is ruling for one in self.conflicts)

    @property
    def undecided(self) -> tuple[Conflict, ...]:
        """Contradictions that a person must settle."""
        return tuple(one for one in self.conflicts if one.ruling is Ruling.PERSON)


NO_RESULTS = Results()
