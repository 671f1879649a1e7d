"""What a person orders of the engine, as a row that outlives whoever gave it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What can be ordered."""

    PAUSE = "pause"
    RESUME = "resume"
    WAIVE = "waive"
    """Lift the quota's hold early."""
    DRAIN = "drain"
    """No further start; the engine ends with the last agent that runs."""
    SLOTS = "slots"
    STOP = "stop"
    """One task, or all of a run."""
    RETRY = "retry"
    """Begin a task anew that has ended without being done; `because` goes into its brief."""
    GIVE_UP = "give up"
    """Ask nobody about a task any more."""
    TAKE_OVER = "take over"
    """Leave a task to a person: no agent gets it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One order; its id is made by the one who gives it, so that it counts once."""

    id: str
    verb: Verb
    by: str = ""
    because: str = ""
    number: int = 0
    """Slots."""
    subject: str = ""
    """The task or run that it is about; the one hold that is to be lifted, else a person's."""
