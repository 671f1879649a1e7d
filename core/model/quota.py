"""What the provider says of a quota window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003, msgspec reads the fields' types


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a plan lets its run use, and what all its agents have used since it began."""

    run: str
    tokens: int | None = None
    share: float | None = None
    """0.0 to 1.0 of any window."""
    used: int = 0
    """Tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One official statement about one window."""

    window: str
    """five_hour, seven_day, ..."""
    fraction: float | None
    """0.0 to 1.0 of the window; None: not said."""
    resets_at: datetime | None
    source: str
    observed_at: datetime
