"""Lines of an agent's stream-json, as the client writes them; only what decides something."""

from __future__ import annotations

import msgspec


class UnifiedWindow(msgspec.Struct):
    """One quota window, where all are named."""

    utilization: float | None = None
    resetsAt: float | None = None


class Limit(msgspec.Struct):
    """What a `rate_limit_event` says."""

    rateLimitType: str = ""
    utilization: float | None = None
    resetsAt: float | None = None
    unifiedWindows: dict[str, UnifiedWindow] = {}


class Usage(msgspec.Struct):
    """Tokens of an answer."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_creation_input_tokens: int = 0
    cache_read_input_tokens: int = 0


class Message(msgspec.Struct):
    """An answer of the model; a client may tell of it in several lines."""

    id: str = ""
    usage: Usage | None = None


class StreamLine(msgspec.Struct):
    """One line of stdout."""

    type: str = ""
    subtype: str = ""
    tasks: list[msgspec.Raw] | None = None
    """On `background_tasks_changed`: all that still run."""
    error: str | None = None
    """On an assistant's line: the class of the API error that it tells of."""
    message: Message | None = None
    rate_limit_info: Limit | None = None


_line = msgspec.json.Decoder(StreamLine)


def streamed(raw: bytes) -> StreamLine | None:
    """Read one line; None for one that is torn, or of another shape."""
    try:
        return _line.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
