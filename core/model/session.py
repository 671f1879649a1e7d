"""All that is known of one session: its agents' transcripts and its processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from core.model.agent import AgentId
    from core.model.process import Registered
    from core.model.signs import Transcript
    from core.model.suspend import Suspend


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The evidence of one session."""

    transcripts: Mapping[AgentId, Transcript]
    entries: tuple[Registered, ...] = ()
    """Registry entries that name it."""
    has_registry: bool = False
    """The registry folder exists: a missing entry means something."""
    absent_since: datetime | None = None
    """Since when no entry was seen; None when it was not watched."""
    looked_at: datetime | None = None
    """When the registry was last read; a session that is newer cannot be in it yet."""
    slept: tuple[Suspend, ...] = ()
    """When the machine slept."""
    missing: Mapping[AgentId, tuple[str, ...]] = field(default_factory=dict)
    """Files that an agent claims or its task expects, and that are not there."""
