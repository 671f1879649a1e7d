"""What a plan has asked before a start and before done is reported, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class When(StrEnum):
    """At which end of an attempt is asked; the command reads it in GROUNDSTOP_STAGE."""

    BEFORE = "before"
    AFTER = "after"


class Said(StrEnum):
    """The three answers."""

    YES = "yes"
    NOT_YET = "not yet"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked about one attempt, all at once."""

    when: When
    command: tuple[str, ...] = ()
    """`validate`; empty: no command is asked."""
    cwd: str
    expects: tuple[str, ...] = ()
    """Globs, one of which must match a path that has changed; a plain name must be there."""
    commit: str = ""
    """What its worktree began with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of it."""

    said: Said
    because: str = ""
    missing: tuple[str, ...] = ()
    """What was expected and is not there: a failure of its own, which another try may mend."""
