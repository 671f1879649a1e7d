"""How a person wants the rows: sorted by what, gathered under what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Sort(StrEnum):
    """What rows are sorted by."""

    WORST = "worst first"
    NAME = "name"
    QUIET = "quiet for"
    TOKENS = "tokens"
    CONTEXT = "context"
    MODEL = "model"
    BRANCH = "branch"


class Grouping(StrEnum):
    """What rows are gathered under."""

    NONE = "none"
    SESSION = "session"
    REPOSITORY = "repository"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """How a person wants the rows."""

    sort: Sort = Sort.WORST
    is_reversed: bool = False
    grouping: Grouping = Grouping.NONE


class Group(NamedTuple):
    """A line above rows that belong together."""

    name: str
    keys: tuple[str, ...]
