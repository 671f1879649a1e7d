"""The gate: everything that one decision about a start depends on, as one value in one row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003, msgspec reads the fields' types
from enum import StrEnum

from core.model.moment import Mark, Span  # noqa: TC001, likewise
from core.model.quota import Reading  # noqa: TC001, likewise
from core.model.runner import Runner  # noqa: TC001, likewise
from core.model.validation import Said  # noqa: TC001, likewise


class Halting(StrEnum):
    """What stops every start until it is lifted; they are kept apart."""

    OPERATOR = "operator"
    DRAIN = "drain"
    """Likewise a person's; the engine ends when nobody runs any more."""
    QUOTA = "quota"
    BREAKER = "breaker"
    HOST = "host"
    OUTAGE = "outage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """One named hold that stands: who holds, since when, until when if that is known, why."""

    kind: Halting
    by: str
    since: datetime
    because: str
    until: datetime | None = None
    """When it lifts by itself; None: somebody must lift it."""
    wait: Span | None = None
    """Likewise, where it is a wait and not an hour of the day."""
    window: str = ""
    """The quota window that it is about."""
    resets_at: datetime | None = None
    """When that window begins anew, if that is known."""
    run: str = ""
    """The only run that it holds; empty: it holds all."""

    @property
    def between_resets(self) -> str:
        """Name its window between two resets."""
        return f"{self.window} until {self.resets_at}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The right to have one agent running."""

    attempt: str
    task: str
    role: str
    number: int
    """Permits are counted for ever: this one was the so-manieth."""
    granted: Mark
    is_checked: bool = False
    """Its start was seen to have worked, by a first record, or was given up on (S3-05)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """Starts and status checks that fail in a row stop all starts (S3-10, S3-17..23)."""

    failures: int = 0
    """In a row."""
    hold: Span | None = None
    steps: int | None = None
    """Permits allowed at a time since `mark`; None: as many as there are slots."""
    mark: int = 0
    """Permits with a greater number were granted since it opened."""
    rises_by_start: bool = False
    """Whether a start that is proven raises the steps; else an agent that ends well does."""
    awaits_answer: bool = False
    """Whether it is over when the API answers one that came later: it was the account's."""
    is_silent: bool = False
    """Whether the machine or the runner did not answer at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """How full a window was when a run began to use it."""

    run: str
    window: str
    fraction: float
    resets_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What was said of one attempt by its plan's `validate`; a no has ended it."""

    attempt: str
    said: Said
    counts: Span
    """How long it counts; then it is asked again."""
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One state folder's permits and everything that holds them back."""

    permits: tuple[Permit, ...] = ()
    granted: int = 0
    """How many permits there ever were."""
    last: Mark | None = None
    """When the last one was granted."""
    wave: int = 0
    """How many starts the present wave has had."""
    slots: int | None = None
    """What the operator set; None: what the plan says."""
    halts: tuple[Halt, ...] = ()
    breaker: Breaker = Breaker()
    failed: tuple[Mark, ...] = ()
    """The latest agents that failed, for the rule of three in five minutes (S4-50)."""
    erred: Mark | None = None
    """When any agent last met an error of the API."""
    readings: tuple[Reading, ...] = ()
    """The latest word on each quota window, whoever heard it."""
    account: Runner | None = None
    """Whose account readings and holds speak of, by the runner of its agents; None: nobody's."""
    waived: tuple[str, ...] = ()
    """Windows, with their reset, whose hold a person has lifted early."""
    bases: tuple[Base, ...] = ()
    """Of the runs whose plan gives them a part of a window."""
    validations: tuple[Validation, ...] = ()
    """The answers that count still."""


OPEN = Gate()
