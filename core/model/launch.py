"""What a shim is told of the attempt that it is to run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """One agent to be started."""

    attempt: str
    command: tuple[str, ...]
    cwd: str
    lease: str
    """The branch's lease file."""
    prompt: bytes
    """The first line on the agent's stdin."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Added to the engine's own environment."""
    max_runtime: float | None = None
    """Seconds after which its shim ends it, whatever it does."""
