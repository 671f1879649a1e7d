"""What an agent had come to whose time ran out, as it lies in its run folder (S4-33)."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003, msgspec reads the fields' types

import msgspec

NAME = "failed.json"


class Stopped(msgspec.Struct, kw_only=True):
    """Why and when it was stopped, and what it had done last: words for a person."""

    at: datetime
    because: str
    tokens: int = 0
    last: tuple[str, ...] = ()


def stopped(raw: bytes) -> Stopped | None:
    """Read it; None where there is none that is whole."""
    try:
        return msgspec.json.decode(raw, type=Stopped)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
