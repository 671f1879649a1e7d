"""A question as it lies in a run folder."""

from __future__ import annotations

import msgspec

from core.clean import clean

LONGEST = 2000
"""Letters of a question."""


class Question(msgspec.Struct, kw_only=True):
    """What an agent cannot decide."""

    at: str
    """UTC, ISO 8601."""
    text: str


def question_of(raw: bytes) -> str:
    """Give the words of a question; nothing where the file is none."""
    try:
        return clean(msgspec.json.decode(raw, type=Question).text, limit=LONGEST)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""
