"""What a run folder tells of an agent whose time ran out."""

from __future__ import annotations

import msgspec

from core.model.given_up import GivenUp


def given_up(raw: bytes) -> GivenUp | None:
    """Read it; None where there is nothing that is whole."""
    try:
        return msgspec.json.decode(raw, type=GivenUp)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
