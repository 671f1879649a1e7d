"""The lines of a transcript as Claude Code 2.1.329 and 2.1.197 write them, made at speed.

Text is carried as latin-1: one character is one byte of the UTF-8 that lands on disk.
"""
# The dice are seeded on purpose: the same arguments give the same bytes.

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from random import Random

NEW, OLD = "2.1.329", "2.1.197"
QUARTER_MS = 900_000
DIGITS = "5bb1bdc9e0b8d5a47958d71ef585ca931f962af70df4fc9b2ad428155e5a426e"
BETAS = (
    '["claude-code-20250219","interleaved-thinking-2025-05-14","context-management-2025-06-27",'
    '"per-turn-control-2026-07-01","thinking-token-count-2026-05-13","effort-2025-11-24"]'
)
PROSE = (
    "the build of a cart keeps its order until every test in this folder passes and returns "
    "error value none import from class self assert café naïve 日本 🚀 total branch merge commit"
)
WORDS = PROSE.split()


class Usage(NamedTuple):
    """The four token fields of one response."""

    input_tokens: int
    output_tokens: int
    cache_creation_input_tokens: int
    cache_read_input_tokens: int


class Said(NamedTuple):
    """One whole assistant line: what it claims of its message."""

    message_id: str
    at: int
    model: str
    usage: Usage


_DAYS: dict[int, str] = {}


def stamp(at: int) -> str:
    """Milliseconds since the epoch as Claude Code writes them."""
    day, ms = divmod(at, 86_400_000)
    if day not in _DAYS:
        _DAYS[day] = datetime.fromtimestamp(day * 86_400, UTC).date().isoformat()
    second, ms = divmod(ms, 1000)
    minute, second = divmod(second, 60)
    hour, minute = divmod(minute, 60)
    return f"{_DAYS[day]}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z"


def uuid(rng: Random) -> str:
    """Give a version-4 identifier."""
    digits = f"{rng.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def quoted(text: str) -> str:
    """Text as it stands between the quotes of a JSON string, one character a byte."""
    return json.dumps(text, ensure_ascii=False)[1:-1].encode().decode("latin-1")


class Library:
    """Escaped text in pieces of some 64 bytes; may be cut at any piece."""

    def __init__(self, rng: Random, pieces: int = 16_000) -> None:
        """Write the shelf once."""
        self._cuts = [0]
        shelf = []
        for _ in range(pieces):
            shelf.append(quoted(self._piece(rng)))
            self._cuts.append(self._cuts[-1] + len(shelf[-1]))
        self._shelf = "".join(shelf)
        self._mean = len(self._shelf) / pieces

    def _piece(self, rng: Random) -> str:
        """One piece: words, code, or, one in a hundred, the quotation of a transcript."""
        dice = rng.random()
        words = " ".join(rng.choices(WORDS, k=8))
        if dice < 0.01:  # a transcript in tool output: its quotes are escaped, once or twice
            usage = {
                "input_tokens": 999_999,
                "cache_read_input_tokens": 9,
                "output_tokens": 777_777,
            }
            message = {"id": "msg_01Quoted", "model": "claude-opus-5-5", "usage": usage}
            line = json.dumps({"type": "assistant", "message": message}, separators=(",", ":"))
            return f"\n{json.dumps(line) if dice < 0.005 else line}\n"
        return f'    if "{words}":\n\treturn\n' if dice < 0.4 else words + ".\n"

    def take(self, rng: Random, size: float) -> str:
        """About `size` bytes from a random place."""
        count = max(1, int(size / self._mean))
        shelves, count = divmod(count, len(self._cuts) - 1)
        first = int(rng.random() * (len(self._cuts) - 1 - count))
        return self._shelf * shelves + self._shelf[self._cuts[first] : self._cuts[first + count]]


@dataclass(slots=True)
class Transcript:
    """One file in the making: its lines, and what the assistant lines among them claim."""

    rng: Random
    library: Library
    session: str
    cwd: str
    model: str
    version: str = NEW
    agent: str = ""
    parent: str = "null"
    latest: int = 0
    size: int = 0
    tail: str = ""
    side: str = ""
    lines: list[str] = field(default_factory=list)
    spoken: dict[int, Said] = field(default_factory=dict)
    requested: set[str] = field(default_factory=set)
    traps: Counter[str] = field(default_factory=Counter)
    context: int = 12_000
    torn: bool = False

    def __post_init__(self) -> None:
        """Write down what every line of this file repeats."""
        self.side = (
            f'"isSidechain":true,"agentId":"{self.agent}",'
            if self.agent
            else ('"isSidechain":false,')
        )
        self.tail = (
            f'"userType":"external","entrypoint":"sdk-cli","cwd":"{self.cwd}",'
            f'"sessionId":"{self.session}","version":"{self.version}","gitBranch":"main"}}'
        )

    def add(self, line: str, at: int = 0) -> None:
        """Append one whole line."""
        self.lines.append(line)
        self.size += len(line) + 1
        self.latest = max(self.latest, at)

    def chain(self) -> tuple[str, str]:
        """Give the parent of the next record, and its own id, which becomes the parent."""
        parent, own = self.parent, uuid(self.rng)
        self.parent = f'"{own}"'
        return parent, own

    def user(self, content: str, at: int, extra: str = "") -> None:
        """Append a prompt or tool result; `content` and `extra` are JSON."""
        parent, own = self.chain()
        self.add(
            f'{{"parentUuid":{parent},{self.side}"promptId":"{self.session}","type":"user",'
            f'"message":{{"role":"user","content":{content}}},"uuid":"{own}",'
            f'"timestamp":"{stamp(at)}",{extra}{self.tail}',
            at,
        )

    def result(self, tool: str, text: str, at: int, extra: str = "") -> None:
        """Append the result of a tool call."""
        content = f'[{{"tool_use_id":"{tool}","type":"tool_result","content":"{text}"}}]'
        self.user(content, at, extra)

    def attachment(self, kind: str, size: float, at: int) -> None:
        """Append context put in by the client, stamped a moment before the record above it."""
        parent, own = self.chain()
        text = self.library.take(self.rng, size)
        self.add(
            f'{{"parentUuid":{parent},{self.side}"attachment":{{"type":"{kind}","content":"{text}"'
            f'}},"type":"attachment","uuid":"{own}","timestamp":"{stamp(at - 1)}",{self.tail}',
            at - 1,
        )

    def plain(self, kind: str, fields: str, at: int = 0) -> None:
        """Append a bookkeeping record; `fields` is JSON without braces."""
        when = f'"timestamp":"{stamp(at)}",' if at else ""
        self.add(f'{{"type":"{kind}",{when}"sessionId":"{self.session}",{fields}}}', at)

    def request(self, at: int) -> str:
        """Append an `api-request`, and give its id."""
        own, digest = uuid(self.rng), f"{self.rng.getrandbits(256):064x}"
        source = "agent:builtin:general-purpose" if self.agent else "sdk"
        agent = f'"agentId":"{self.agent}",' if self.agent else ""
        self.plain(
            "api-request",
            f'{agent}"id":"{own}","version":"{NEW}","querySource":"{source}","shapeHash":"{DIGITS}"'
            f',"params":{{"model":"{self.model}","betas":{BETAS},"max_tokens":128000,"thinking":'
            '{"type":"adaptive","display":"updates"},"context_management":{"edits":[{"type":'
            '"clear_thinking_20251015","keep":"all"}]},"output_config":{"effort":"medium"}},'
            f'"base":"{own}","keep":5,"tail":["{DIGITS}","{digest}"],"cacheControl":[{{"path":'
            f'["system",0],"value":{{"type":"ephemeral"}}}}],"requestDigest":"{digest}"',
            at,
        )
        return own

    def assistant(self, said: Said, block: str, stop: str, request: str, index: int = 0) -> None:
        """Append one block of a response, with the usage that this line claims."""
        parent, own = self.chain()
        new = (
            f'"apiBlockIndex":{index},"requestRef":"{request}","requestedModel":"{said.model}",'
            '"effort":"medium","perTurnEffort":"medium","madeBy":"model",'
        )
        self.spoken[len(self.lines)] = said
        self.add(
            f'{{"parentUuid":{parent},{self.side}"message":{message(said, block, stop)},'
            f'{new if request else ""}"requestId":"req_{said.message_id[4:]}","type":"assistant",'
            f'"uuid":"{own}","timestamp":"{stamp(said.at)}",{self.tail}',
            said.at,
        )

    def error(self, at: int, text: str = "Credit balance is too low") -> None:
        """Append the synthetic record of an agent that died of the API."""
        parent, own = self.chain()
        said = Said(uuid(self.rng), at, "<synthetic>", Usage(0, 0, 0, 0))
        block = f'{{"type":"text","text":"{text}"}}'
        self.add(
            f'{{"parentUuid":{parent},{self.side}"type":"assistant","uuid":"{own}","timestamp":'
            f'"{stamp(at)}","message":{message(said, block, "stop_sequence")},"requestId":'
            f'"req_{own[:8]}","error":"billing_error","isApiErrorMessage":true,"apiErrorStatus":400'
            f',"apiErrorType":"invalid_request_error","madeBy":"model",{self.tail}',
            at,
        )


def counts(usage: Usage) -> str:
    """Write a usage object as it stands in a record."""
    made = usage.cache_creation_input_tokens
    return (
        f'{{"input_tokens":{usage.input_tokens},"cache_creation_input_tokens":{made},'
        f'"cache_read_input_tokens":{usage.cache_read_input_tokens},'
        f'"output_tokens":{usage.output_tokens},"output_tokens_details":{{"thinking_tokens":0}},'
        '"server_tool_use":{"web_search_requests":0,"web_fetch_requests":0},"service_tier":'
        f'"standard","cache_creation":{{"ephemeral_1h_input_tokens":0,"ephemeral_5m_input_tokens":'
        f'{made}}},"inference_geo":"","iterations":[],"speed":"standard","fallback_credit":null}}'
    )


def message(said: Said, block: str, stop: str) -> str:
    """Write the message object of an assistant line, as the API sent it."""
    reason = f'"{stop}"' if stop else "null"
    return (
        f'{{"id":"{said.message_id}","type":"message","role":"assistant","model":"{said.model}",'
        f'"content":[{block}],"stop_reason":{reason},"stop_sequence":null,'
        f'"usage":{counts(said.usage)},"stop_details":null}}'
    )
