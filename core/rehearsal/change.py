"""What a recording consists of: files that come, grow, change and go, each at its time."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What happens to a file."""

    CREATE = "create"
    """It comes into being with this content; a path that ends in `/` is a folder."""
    GROW = "grow"
    """This content is appended, in one write."""
    CHANGE = "change"
    """This content takes the place of all that was there, by a rename."""
    REMOVE = "remove"
    """It goes, and what lies below it."""


class Where(StrEnum):
    """Below which folder of the stage a path is."""

    HOME = "claude"
    """Claude Code's own folder."""
    REPOSITORY = "repository"
    """The repository that a scene's agents work in."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Bytes `begin` to `end` of a file of the recording."""

    file: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one file."""

    at: float
    """Epoch seconds."""
    path: str
    """Relative to `where`; checked, so that it leads nowhere else."""
    kind: Kind
    content: bytes | Slice = b""
    where: Where = Where.HOME


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """All that is played, in its order in time."""

    changes: tuple[Change, ...]
    kills: tuple[float, ...] = ()
    """When every process that is registered then was killed."""
    unknown: frozenset[str] = field(default_factory=frozenset)
    """Paths that the timeline names and whose bytes were not recorded; they are not played."""
