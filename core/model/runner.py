"""What may work on a task."""

from __future__ import annotations

from enum import StrEnum


class Runner(StrEnum):
    """What works on a task."""

    CLAUDE = "claude"
    """Claude Code."""
    REHEARSAL = "rehearsal"
    """An agent that only rehearses, against a pretended API."""
