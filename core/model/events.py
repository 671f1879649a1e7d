"""What sources yield: things that happened outside, as the fold understands them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from core.model.frame import Progress, Spending
    from core.model.ground import Ground
    from core.model.handoff import Claims
    from core.model.process import Registry
    from core.model.signs import Step, Transcript
    from core.model.suspend import Suspend
    from core.model.tokens import Tokens
    from core.model.worktree import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Transcripts that are new or went on."""

    transcripts: tuple[Transcript, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Transcripts that are gone from disk."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """What lies in Claude Code's folder as a whole."""

    searched: str
    found: int
    claude_seen: bool
    left_out: int = 0
    """Transcripts of sessions that are too old to be read."""
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Tokens by transcript and over time, each message counted once."""

    by_path: Mapping[str, Tokens]
    spending: Spending


@dataclass(frozen=True, slots=True, kw_only=True)
class Slept:
    """The machine has slept."""

    suspend: Suspend


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How far a long reading of transcripts has come; None: it has ended."""

    progress: Progress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How far a long counting of tokens has come."""

    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Lives:
    """The live registry changed."""

    registry: Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where working directories belong: repository, worktree, branch."""

    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """Status files of agents, all that are there."""

    claims: tuple[Claims, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The end of one transcript, while a person looks at it."""

    key: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounded:
    """The engine's state is another now."""

    ground: Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """How many commits tasks have made since they began, by the key of the task."""

    commits: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """A second has passed."""

    at: datetime


Event = (
    Heard
    | Lost
    | Surveyed
    | Spent
    | Reading
    | Counting
    | Lives
    | Placed
    | Claimed
    | Shown
    | Grounded
    | Committed
    | Slept
    | Beat
)
