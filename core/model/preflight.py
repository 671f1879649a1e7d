"""How many agents are safe to start: every number with its source, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from core.model.past import NO_PAST
from core.model.runner import Runner

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.pace import Pace
    from core.model.past import Past

CHECKED_FROM = 6
"""From so many agents on nothing starts unseen (S1-09: more than five)."""


class Unit(StrEnum):
    """What a quota is counted in: where only fractions are known, in percent of a window."""

    TOKENS = "tokens"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number and where it comes from; None is unknown, and the source says why."""

    value: float | None
    source: str
    unit: Unit = Unit.TOKENS


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What one quota window, or a person's budget, still allows."""

    window: str
    whole: float
    left: float
    unit: Unit
    source: str
    resets_at: datetime | None = None

    @property
    def used(self) -> float:
        """The part that is used up, 0 to 1."""
        return 1.0 - self.left / self.whole if self.whole else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fanout:
    """What is to be started, as far as its safety depends on it."""

    plan: str
    """Its name."""
    runner: Runner
    wanted: int
    """Tasks that would start."""
    pace: Pace
    permission_mode: str = ""
    allowed_tools: tuple[str, ...] = ()
    busy: int = 0
    """Agents of the same account that work or wait already: they share the quota (S1-32)."""
    before: int | None = None
    """How many the run before this one began with; None: there was none."""
    answers: tuple[bool | None, bool | None, bool | None] = (None, None, None)
    """Are the tasks independent, do they differ much, is putting them together cheap (S1-35)?"""
    speed: float = 1.0
    asks_for_checkpoints: bool = True
    """Whether its briefs say how work is saved."""

    @property
    def is_checked(self) -> bool:
        """Whether the four safeguards come first: with those at work, more than five (S1-09)."""
        return bool(self.wanted) and self.wanted + self.busy >= CHECKED_FROM


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Agents that start together."""

    number: int
    agents: int
    begins: float | None
    """Seconds after the first start, at the earliest; None: when a slot is free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Safeguard:
    """One of the four that are required before a fan-out (S1-29)."""

    name: str
    is_on: bool
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something that may go wrong, and what to do about it (S1-30)."""

    text: str
    action: str

    def __str__(self) -> str:
        return f"{self.text} {self.action}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What to do when more is wanted than is safe: how many agents in each run."""

    words: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a fan-out should be asked first, and the plan's answer."""

    words: str
    key: str
    answer: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What a start of a run that has begun does again."""

    done: int
    """Tasks that stay as they are."""
    again: int
    """Tasks that begin again, or for the first time."""
    unsaved: int
    """Those of them without a checkpoint."""
    units: int
    """Pieces of work that they have left."""
    need: Figure
    whole: Figure
    """What all tasks would take from the beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preflight:
    """The calculation before the first token is spent."""

    fanout: Fanout
    safe_count: int | None
    """None: an input is unknown."""
    quota_left: Figure
    worst_case: Figure
    factor: Figure
    whole_quota: Figure
    whole_count: int | None
    """The same with the whole quota in place of what is left (S1-21, to the letter)."""
    allowances: tuple[Allowance, ...]
    need: Figure
    """What all that are wanted take in the worst case."""
    waves: tuple[Wave, ...]
    ends: Figure
    """Seconds until the last agent has ended."""
    safeguards: tuple[Safeguard, ...]
    warnings: tuple[Warned, ...]
    options: tuple[Option, ...]
    questions: tuple[Question, ...]
    recovery: Recovery | None = None
    """None: nothing of it has begun."""
    past: Past = NO_PAST
    """What earlier runs of this repository have taught (S4-53)."""

    @property
    def is_larger(self) -> bool:
        """Whether more is wanted than is safe."""
        return self.safe_count is not None and self.fanout.wanted > self.safe_count

    @property
    def needs_consent(self) -> bool:
        """Whether a person must take a risk; a rehearsal of unknown size costs nobody anything."""
        is_unknown = self.safe_count is None and self.fanout.runner is not Runner.REHEARSAL
        return self.is_larger or is_unknown

    @property
    def is_shown(self) -> bool:
        """Whether nothing starts before somebody has seen it (S1-09)."""
        return bool(self.warnings) or self.fanout.is_checked
