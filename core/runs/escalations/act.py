"""Keeps the evidence of an agent whose time ran out, before it is stopped."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from core.clean import redact
from core.files.act import put
from core.runs.escalations.records import NAME, Stopped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

LAST = 5
"""Steps that tell what it was at."""


def keep(folder: str, because: str, at: datetime, tokens: int, steps: Iterable[str]) -> None:
    """Write down in an attempt's run folder how it stood; a full disk saves nobody from his end."""
    last = tuple(redact(step) for step in [*steps][-LAST:])
    known = Stopped(at=at, because=because, tokens=tokens, last=last)
    with suppress(OSError):
        put(f"{folder}/{NAME}", msgspec.json.encode(known))
