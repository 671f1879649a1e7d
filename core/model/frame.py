"""A frame: all that a face needs at one instant; faces have no clock of their own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from core.model.diagnosis import State, needs_a_look
from core.model.ground import NO_GROUND, Ground
from core.model.tokens import NO_TOKENS, Tokens

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from core.model.agent import Agent
    from core.model.quota import Reading
    from core.model.signs import Step


STILL = timedelta(minutes=3)
"""Nobody has written for this long: from now on all ages are told in minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What of the machine a frame shows."""

    since: datetime | None = None
    """Sessions with activity after this; None: all."""
    repository: str | None = None
    """Only this family of worktrees; None: the whole machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that happened, as a line for a person."""

    at: datetime
    state: State | None
    who: str
    text: str
    key: str = ""
    """The agent it is about; empty for the whole fleet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MassStall:
    """Many agents that fell still together: one event (S0-03)."""

    since: datetime
    keys: tuple[str, ...]
    suspended: bool
    """The whole harness is still: every unfinished agent of its sessions."""
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """What could not be read, said instead of hidden."""

    lines: int = 0
    files: int = 0
    places: tuple[str, ...] = ()
    """Folders and files that cannot be opened at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """Tokens over time, of all sessions on the machine."""

    five_hours: Tokens = NO_TOKENS
    per_minute: float | None = None
    """Tokens a minute over the last five minutes; None without any in the last hour."""
    history: tuple[int, ...] = ()
    """Tokens in each of the last minutes, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a first reading has come."""

    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """Where a play stands, in its own seconds."""

    title: str = "play"
    position: float
    duration: float
    """Nought where nobody knows how long it takes."""
    speed: float
    is_paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The fleet at one instant, worst agents first."""

    at: datetime | None = None
    scope: Scope = Scope()
    agents: tuple[Agent, ...] = ()
    tokens: Tokens = NO_TOKENS
    spending: Spending = Spending()
    quota: tuple[Reading, ...] = ()
    mass_stall: MassStall | None = None
    unread: Unread = Unread()
    notices: tuple[Notice, ...] = ()
    hidden: int = 0
    """Agents of sessions that the scope leaves out."""
    reading: Progress | None = None
    """Set while transcripts are being read for the first time."""
    counting: Progress | None = None
    """Set until tokens have been counted once: sums are not whole before."""
    searched: str = ""
    """Where transcripts were looked for."""
    found: int = 0
    """How many transcripts lie there."""
    claude_seen: bool = True
    """False where Claude Code has left no trace at all."""
    newest_at: datetime | None = None
    """Latest record of any transcript: the age of the picture's data."""
    playing: Playing | None = None
    """Set while a recording or a scene is shown."""
    ground: Ground = NO_GROUND
    """What the engine of this state folder says."""
    commits: Mapping[str, int] = field(default_factory=dict)
    """How many commits a task has made, by its key; one that is not there is not known."""
    tail: tuple[Step, ...] = ()
    """The end of one transcript, oldest first, while an agent's room is open."""
    tail_of: str = ""
    """The key of the agent whose tail it is."""

    def says_the_same_as(self, other: Frame) -> bool:
        """Whether nothing but the time of day is another; cheap where nothing was made anew."""
        return all(
            (mine := getattr(self, name)) is (its := getattr(other, name))
            or (name not in _LONG and mine == its)
            for name in _SAID
        )

    @property
    def is_still(self) -> bool:
        """Whether nobody has written for so long that seconds tell nothing."""
        if self.at is None or self.newest_at is None:
            return True
        return self.at - self.newest_at >= STILL

    @property
    def counts(self) -> Mapping[State, int]:
        """Agents by state, every state named."""
        seen = Counter(agent.diagnosis.state for agent in self.agents)
        return {state: seen[state] for state in State}

    @property
    def needing_a_look(self) -> int:
        """How many agents a person should look at."""
        return sum([needs_a_look(agent.diagnosis) for agent in self.agents])


EMPTY = Frame()
_LONG = frozenset({"agents", "notices", "tail"})
_SAID = tuple(name for name in Frame.__slots__ if name != "at")
