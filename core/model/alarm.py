"""Something that a person should hear of although they look elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One event, explained in a sentence."""

    kind: str
    """needs_you or mass_stall."""
    event: str
    """What makes it this event and no other; the same in every process."""
    title: str
    text: str
    at: datetime
    since: datetime
    """When it began."""
    keys: tuple[str, ...] = ()
    """The agents it is about."""
