"""An agent whose time ran out, as its run folder keeps it (S4-33)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003, msgspec reads the fields' types

FILE = "failed.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """Why and when its engine gave up on it, and what it had done last: words for a person."""

    at: datetime
    because: str
    tokens: int = 0
    last: tuple[str, ...] = ()
