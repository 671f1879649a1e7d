"""What is remembered of one engine, and what outlives it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.runners.stream import Told


@dataclass(eq=False)
class Engine:
    """One life of the engine's process."""

    asking: set[str] = field(default_factory=set)
    told: dict[str, Told] = field(default_factory=dict)
    """What it has read of its agents' streams."""


@dataclass(eq=False)
class Carried:
    """One workflow as the carrier keeps it: its answers so far, and whether it is over."""

    answers: list[Any] = field(default_factory=list)
    is_over: bool = False
