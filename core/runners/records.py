"""Lines of an agent's stream-json, as the client writes them; only what decides something."""

from __future__ import annotations

import msgspec


class UnifiedWindow(msgspec.Struct):
    """One quota window, where all are named."""

    utilization: float | None = None
    resetsAt: float | None = None


class Limit(msgspec.Struct):
    """What a `rate_limit_event` says."""

    status: str = ""
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


class Spent(msgspec.Struct):
    """Tokens of one model in a `result`: of the main agent and of its own, since it began."""

    inputTokens: int = 0
    outputTokens: int = 0
    cacheCreationInputTokens: int = 0
    cacheReadInputTokens: int = 0

    @property
    def total(self) -> int:
        """Tokens of all four kinds."""
        known = self.inputTokens + self.outputTokens
        return known + self.cacheCreationInputTokens + self.cacheReadInputTokens


class Block(msgspec.Struct):
    """A part of a message."""

    type: str = ""
    text: str = ""
    id: str = ""
    name: str = ""
    tool_use_id: str = ""
    is_error: bool | None = None
    content: msgspec.Raw = msgspec.Raw(b"null")


class Message(msgspec.Struct):
    """What was said; a client may tell of one answer of the model in several lines."""

    id: str = ""
    usage: Usage | None = None
    content: list[Block] | str = ""

    @property
    def blocks(self) -> list[Block]:
        """Its parts; none where it is bare text."""
        return self.content if isinstance(self.content, list) else []


class StreamLine(msgspec.Struct):
    """One line of stdout."""

    type: str = ""
    subtype: str = ""
    parent_tool_use_id: str | None = None
    """Set on the lines of an agent's own subagents."""
    tasks: list[msgspec.Raw] | None = None
    """On `background_tasks_changed`: all that still run."""
    error: str | None = None
    """On an assistant's line: the class of the API error that it tells of."""
    message: Message | str | None = None
    rate_limit_info: Limit | None = None
    isReplay: bool = False
    """A message of ours that was taken up."""
    is_error: bool = False
    result: str = ""
    api_error_status: int | None = None
    api_error: str = ""
    modelUsage: dict[str, Spent] = {}
    attempt: int = 0
    """On `api_retry`: the so-manieth."""


_line = msgspec.json.Decoder(StreamLine)
_text = msgspec.json.Decoder(str)


def streamed(raw: bytes) -> StreamLine | None:
    """Read one line; None for one that is torn, or of another shape."""
    try:
        return _line.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def text_of(block: Block) -> str:
    """Give what a tool's result says, where it is bare text."""
    try:
        return _text.decode(block.content)
    except msgspec.MsgspecError:
        return ""
