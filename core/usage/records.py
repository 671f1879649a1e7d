"""The few fields of a transcript line that say what an answer cost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from core.mend import mend

if TYPE_CHECKING:
    from collections.abc import Mapping

CEILING = 2**53
"""A count beyond this is no count."""
KINDS = (
    "output_tokens",
    "input_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
)


class Usage(msgspec.Struct, gc=False):
    """Tokens of one answer."""

    output_tokens: int = 0
    input_tokens: int = 0
    cache_creation_input_tokens: int = 0
    cache_read_input_tokens: int = 0


class Message(msgspec.Struct, gc=False):
    """The answer."""

    usage: Usage
    id: str
    model: str = ""


class Line(msgspec.Struct, gc=False):
    """The record around it."""

    type: str
    timestamp: str = ""
    message: Message | None = None


class Answer(NamedTuple):
    """What one line says of one answer."""

    message_id: str
    model: str
    timestamp: str
    output_tokens: int
    input_tokens: int
    cache_creation_input_tokens: int
    cache_read_input_tokens: int


BROKEN = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
decode = msgspec.json.Decoder(Line).decode


def plain_answer(raw: bytes) -> Answer | None:
    """Read a line field by field, whatever its shape: the referee of the fast decoder.

    An answer is a record of type `assistant` whose `message` has an id and a `usage` object; a
    count that is no whole number from 0 to `CEILING` is 0.
    """
    mended = mend(raw)
    record = json.loads(mended) if mended is not None else None
    if not isinstance(record, dict) or record.get("type") != "assistant":
        return None
    message = record.get("message")
    usage = message.get("usage") if isinstance(message, dict) else None
    if not isinstance(usage, dict) or not isinstance(message, dict):
        return None
    message_id = _string(message, "id")
    if not message_id:
        return None
    return Answer(
        message_id,
        _string(message, "model"),
        _string(record, "timestamp"),
        *(_count(usage.get(kind)) for kind in KINDS),
    )


class Named(msgspec.Struct, gc=False):
    """The id of an answer."""

    id: str = ""


class Exchange(msgspec.Struct, gc=False):
    """An `api-request` record, or an answer that names one."""

    type: str = ""
    id: str = ""
    requestRef: str = ""
    message: Named | None = None


exchange = msgspec.json.Decoder(Exchange).decode


def _string(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _count(value: object) -> int:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= CEILING
    return int(str(value)) if is_count else 0
