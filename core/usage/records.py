"""The few fields of a transcript line that say what an answer cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from core.mend import mend
from core.model.tokens import CEILING

if TYPE_CHECKING:
    from collections.abc import Mapping

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
NOTHING = msgspec.Raw(b"null")
_objects = msgspec.json.Decoder(dict[str, msgspec.Raw])


def plain_answer(raw: bytes) -> Answer | None:
    """Read a line field by field, whatever its shape: the referee of the fast decoder.

    An answer is a record of type `assistant` whose `message` has an id and a `usage` object; a
    count that is no whole number from 0 to `CEILING` is 0.
    """
    record = _fields(mend(raw) or raw)
    if record is None or _string(record, "type") != "assistant":
        return None
    message = _fields(record.get("message", NOTHING))
    usage = _fields(message.get("usage", NOTHING)) if message is not None else None
    if message is None or usage is None or not _string(message, "id"):
        return None
    return Answer(
        _string(message, "id"),
        _string(message, "model"),
        _string(record, "timestamp"),
        *(_count(usage, kind) for kind in KINDS),
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


def _fields(raw: msgspec.Raw | bytes) -> dict[str, msgspec.Raw] | None:
    """The fields of an object, none of them looked at."""
    try:
        return _objects.decode(raw)
    except BROKEN:
        return None


def _value(fields: Mapping[str, msgspec.Raw], name: str) -> object:
    try:
        return msgspec.json.decode(fields.get(name, NOTHING))
    except BROKEN:
        return None


def _string(fields: Mapping[str, msgspec.Raw], name: str) -> str:
    value = _value(fields, name)
    return value if isinstance(value, str) else ""


def _count(fields: Mapping[str, msgspec.Raw], kind: str) -> int:
    value = _value(fields, kind)
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= CEILING
    return int(str(value)) if is_count else 0
