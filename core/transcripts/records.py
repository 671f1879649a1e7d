"""One JSONL line as Claude Code wrote it, leniently: unknown fields and types are passed over."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from core.clean import clean
from core.mend import mend
from core.model.signs import Meta
from core.model.tokens import CEILING

T = TypeVar("T")


class Block(msgspec.Struct, gc=False):
    """One content block; only the fields that matter, whatever its type."""

    type: str = ""
    text: str = ""
    id: str = ""
    name: str = ""
    input: msgspec.Raw = msgspec.Raw()
    tool_use_id: str = ""
    is_error: bool | None = None
    content: msgspec.Raw = msgspec.Raw()


class Usage(msgspec.Struct, gc=False):
    """Tokens of an answer; anything that is no count is nought."""

    input_tokens: int | None = 0
    output_tokens: int | None = 0
    cache_creation_input_tokens: int | None = 0
    cache_read_input_tokens: int | None = 0


class Message(msgspec.Struct, gc=False):
    """The API's message inside a record."""

    id: str = ""
    model: str = ""
    role: str = ""
    content: str | list[Block] = ""
    stop_reason: str | None = None
    usage: msgspec.Raw = msgspec.Raw()


class Origin(msgspec.Struct, gc=False):
    """Who put a user record in: only this says that a notification is one."""

    kind: str = ""


class QuotaLimits(msgspec.Struct, gc=False):
    """2.1.329: the exhausted window, in the error record."""

    status: str = ""
    resetsAt: float | None = None
    rateLimitType: str = ""
    overageDisabledReason: str | None = None


class Line(msgspec.Struct, gc=False):
    """A record of any type."""

    type: str = ""
    subtype: str | None = None
    timestamp: str = ""
    message: Message | None = None
    cwd: str | None = None
    gitBranch: str | None = None
    version: str | None = None
    entrypoint: str | None = None
    isMeta: bool | None = None
    isSidechain: bool | None = None
    turnCompanion: bool | None = None
    queueTranscriptOnly: bool | None = None
    origin: Origin | None = None
    toolUseResult: msgspec.Raw = msgspec.Raw()
    toolDenialKind: str | None = None
    requestRef: str | None = None
    isApiErrorMessage: bool | None = None
    apiErrorStatus: int | None = None
    apiError: str | None = None
    error: msgspec.Raw = msgspec.Raw()
    quotaLimits: QuotaLimits | None = None
    retryAttempt: int | None = None
    attachment: msgspec.Raw = msgspec.Raw()
    id: str | None = None
    requestDigest: str | None = None
    aiTitle: str | None = None


class LargeBlock(Block, gc=False):
    """A block of which only the head of the text is looked at."""

    text: msgspec.Raw = msgspec.Raw()  # type: ignore[assignment]


class LargeMessage(Message, gc=False):
    """A message whose content is not decoded as a whole."""

    content: msgspec.Raw = msgspec.Raw()  # type: ignore[assignment]


class LargeLine(Line, gc=False):
    """A record that takes megabytes."""

    message: LargeMessage | None = None


class Bare(msgspec.Struct, gc=False):
    """Just enough of a record to know whether it had to be understood."""

    type: str = ""


class Result(msgspec.Struct, gc=False):
    """The parts of a structured tool result that start or end something."""

    isAsync: bool | None = None
    status: str | None = None
    agentId: str | None = None
    backgroundTaskId: str | None = None


class Attachment(msgspec.Struct, gc=False):
    """Context that the client put in; a queued command may be a notification."""

    type: str = ""
    commandMode: str | None = None
    prompt: msgspec.Raw = msgspec.Raw()
    origin: Origin | None = None


class RateLimits(msgspec.Struct, gc=False):
    """In `system/api_error`, when the client sleeps until a reset."""

    resetsAt: float | None = None
    rateLimitType: str | None = None


class RetryError(msgspec.Struct, gc=False):
    """The `error` object of `system/api_error`."""

    status: int | None = None
    rateLimits: RateLimits | None = None


class MetaFile(msgspec.Struct, gc=False):
    """`agent-<id>.meta.json`, written before the transcript."""

    agentType: str | None = None
    description: str | None = None
    name: str | None = None
    toolUseId: str | None = None
    parentAgentId: str | None = None
    worktreePath: str | None = None
    worktreeBranch: str | None = None
    requestShape: str | None = None
    taskKind: str | None = None
    model: str | None = None


KNOWN = frozenset({"user", "assistant", "system", "attachment", "api-request"})
"""Types that must be understood; a broken one of these is an unread line."""

LARGE = 1 << 20
"""Bytes of a line from which on its texts are not decoded as a whole."""
HEAD = 1 << 16
_line = msgspec.json.Decoder(Line)
_large = msgspec.json.Decoder(LargeLine)
_large_blocks = msgspec.json.Decoder(list[LargeBlock])
_bare = msgspec.json.Decoder(Bare)
_meta = msgspec.json.Decoder(MetaFile)
_result = msgspec.json.Decoder(Result)
_attachment = msgspec.json.Decoder(Attachment)
_retry = msgspec.json.Decoder(RetryError)
_usage = msgspec.json.Decoder(Usage)
_blocks = msgspec.json.Decoder(list[Block])
_text = msgspec.json.Decoder(str)
_fields = msgspec.json.Decoder(dict[str, msgspec.Raw])


def line(raw: bytes) -> Line | None:
    """Decode one line; None where it is no record that can be read."""
    found = _decoded(_line, raw) if len(raw) < LARGE else _shortened(raw)
    if found is not None:
        return found
    mended = mend(raw)
    if mended is None:
        return None
    found = _decoded(_line, mended)
    if found is not None:
        return found
    bare = _decoded(_bare, mended)
    return Line(type=bare.type) if bare is not None and bare.type not in KNOWN else None


def _shortened(raw: bytes) -> Line | None:
    """Decode a large line with the heads of its texts, so that it is not held twice."""
    found = _decoded(_large, raw)
    if found is None or found.message is None:
        return found
    message, content = found.message, found.message.content
    listed = _decoded(_large_blocks, content)
    blocks: list[Block] = [
        Block(**{**_parts(one), "text": _head(one.text)}) for one in listed or ()
    ]
    short = Message(**{**_parts(message), "content": _head(content) if listed is None else blocks})
    return Line(**{**_parts(found), "message": short})


def _parts(found: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(found, name) for name in found.__struct_fields__}


def _head(raw: msgspec.Raw) -> str:
    """The beginning of a JSON string; empty where it is something else."""
    head = bytes(memoryview(raw)[:HEAD])
    if len(head) < HEAD:
        return text(raw)
    cuts = (_decoded(_text, head[: HEAD - back] + b'"') for back in range(16))
    return next((found for found in cuts if found is not None), "")


def meta(raw: bytes) -> MetaFile | None:
    """Decode a meta file; None while it is half-written or broken."""
    return _decoded(_meta, raw)


def result(raw: msgspec.Raw) -> Result | None:
    """Decode a structured tool result; None where it is plain text or a list."""
    return _decoded(_result, bytes(raw))


def attachment(raw: msgspec.Raw) -> Attachment | None:
    """Decode an attachment."""
    return _decoded(_attachment, bytes(raw))


def retry_error(raw: msgspec.Raw) -> RetryError | None:
    """Decode the `error` object of a retry; the final error has a string there."""
    return _decoded(_retry, bytes(raw))


def usage(raw: msgspec.Raw) -> Usage | None:
    """Decode a usage object."""
    return _decoded(_usage, bytes(raw))


def count(number: int | None) -> int:
    """Give a number that may be one of something; nought for one that nothing has so many of."""
    return number if number is not None and 0 <= number <= CEILING else 0


def text(raw: msgspec.Raw) -> str:
    """Decode a string; empty where it is something else."""
    return _decoded(_text, bytes(raw)) or ""


def blocks(raw: msgspec.Raw) -> list[Block]:
    """Decode a list of content blocks; empty where it is something else."""
    return _decoded(_blocks, bytes(raw)) or []


def argument(raw: msgspec.Raw, names: tuple[str, ...]) -> str:
    """Give the first of the named string fields of an object."""
    fields = _decoded(_fields, bytes(raw)) or {}
    return next((found for name in names if (found := text(fields.get(name, msgspec.Raw())))), "")


def _decoded(decoder: msgspec.json.Decoder[T], raw: bytes | msgspec.Raw) -> T | None:
    try:
        return decoder.decode(raw) if raw else None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def meta_of(found: MetaFile) -> Meta:
    """Translate a meta file, every text made harmless."""
    return Meta(
        agent_type=clean(found.agentType or "", limit=80),
        description=clean(found.description or "", limit=120),
        name=clean(found.name or "", limit=80),
        tool_use_id=clean(found.toolUseId or "", limit=100),
        parent_agent_id=clean(found.parentAgentId or "", limit=100),
        worktree=clean(found.worktreePath or ""),
        branch=clean(found.worktreeBranch or ""),
        background=found.requestShape == "background" if found.requestShape else None,
        teammate="teammate" in (found.taskKind or ""),
        model=clean(found.model or "", limit=80),
    )
