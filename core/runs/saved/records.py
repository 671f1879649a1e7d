"""The note of an attempt's latest snapshot, as it lies in its run folder."""

from __future__ import annotations

import msgspec

NAME = "snapshot.json"


class Note(msgspec.Struct, kw_only=True):
    """Which snapshot, and how many tokens its agent had used by then."""

    number: int = 0
    tokens: int = 0


def note_of(raw: bytes) -> Note | None:
    """Read a note; None where there is none that is whole."""
    try:
        return msgspec.json.decode(raw, type=Note)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
