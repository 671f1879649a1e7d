"""A task that waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.ground import TaskSeen
    from core.model.results import Try


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """One entry of the queue."""

    task: TaskSeen
    because: str
    """What its agent asks, or why it was given up on."""
    asks: bool = False
    """Its agent is at work, and waits for an answer."""
    since: datetime | None = None
    tries: tuple[Try, ...] = ()
    """Every attempt that has ended, the first one first."""
