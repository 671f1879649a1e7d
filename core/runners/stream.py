"""What an agent's stream tells: that it runs, how full the quota is, what the API said last."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.clean import clean
from core.model.quota import Reading
from core.runners.records import Message, streamed, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.runners.records import Limit, StreamLine

EDITS = frozenset({"Edit", "MultiEdit", "NotebookEdit", "Write", "Bash"})
"""Tools that may change files."""
REFUSED = re.compile(
    r"requires approval|haven't granted|was denied|permission to use", re.IGNORECASE
)
"""How a client answers the call of a tool that nobody may allow it."""
WORDS = 300


@dataclass(slots=True)
class Told:
    """Everything that a stream has told so far."""

    lines: int = 0
    wrote_at: float | None = None
    """When something was written to it last, in seconds since 1970, as the kernel stamped it."""
    steps: int = 0
    """Lines that are progress: answers and results, no retries and no bookkeeping."""
    edits: int = 0
    """Calls that may have changed files, and are answered."""
    tokens: int = 0
    """Of all its answers, each counted once."""
    answer: str = ""
    """Id of the answer that was counted last."""
    is_at_rest: bool = False
    """Whether its turn has ended and no background task of it is open."""
    tasks: int = 0
    """Background tasks that are open."""
    taken: int = 0
    """Messages that it has taken up."""
    calls: dict[str, str] = field(default_factory=dict)
    """Names of the calls that are not answered yet, by their ids."""
    refused: str = ""
    """The call that was refused last, unless one was carried out since: nobody can allow it."""
    retries: int = 0
    """Requests in a row that the API has not answered."""
    error: str = ""
    """Class of the API error that was the last word; empty while none is."""
    status: int | None = None
    """Its status, as HTTP has it."""
    api_error: str = ""
    said: str = ""
    """What its client says of it."""
    readings: dict[str, Reading] = field(default_factory=dict)
    """The latest on each quota window."""


def take(told: Told, lines: Iterable[bytes], at: datetime) -> None:
    """Take further lines in; `at` is when they were read, for the stream has no times."""
    for raw in lines:
        told.lines += 1
        line = streamed(raw)
        if line is not None:
            _heard(told, line, at)


def _heard(told: Told, line: StreamLine, at: datetime) -> None:
    if line.type == "assistant":
        _answered(told, line)
    elif line.type == "user":
        _resulted(told, line)
    elif line.type == "result":
        _ended(told, line)
    elif line.type == "system":
        _kept(told, line)
    told.is_at_rest = told.tasks <= 0 and (line.type == "result" or told.is_at_rest)
    if line.type in ("user", "assistant"):
        told.is_at_rest = False
        told.steps += 1
    if line.rate_limit_info is not None:
        told.readings.update(_readings(line.rate_limit_info, at))


def _kept(told: Told, line: StreamLine) -> None:
    """Take in what the client keeps books of: its background tasks, and its retries."""
    told.tasks += {"task_started": 1, "task_notification": -1}.get(line.subtype, 0)
    if line.tasks is not None:
        told.tasks = len(line.tasks)
    if line.subtype == "api_retry":
        told.retries = line.attempt


def _answered(told: Told, line: StreamLine) -> None:
    told.retries = 0
    told.error, told.status, told.api_error = line.error or "", None, ""
    if not isinstance(line.message, Message):
        return
    for block in line.message.blocks:
        if block.type == "tool_use":
            told.calls[block.id] = block.name
        elif told.error and block.text:
            told.said = clean(block.text, limit=WORDS)
    _count(told, line.message)


def _resulted(told: Told, line: StreamLine) -> None:
    if not isinstance(line.message, Message):
        return
    if line.isReplay:
        told.taken += 1
        told.refused = ""
    for block in line.message.blocks:
        if block.type != "tool_result":
            continue
        name = told.calls.pop(block.tool_use_id, "")
        is_refused = block.is_error is True and REFUSED.search(text_of(block)) is not None
        if is_refused:
            told.refused = clean(name, limit=WORDS) or "a tool"
        elif not block.is_error:
            told.refused = ""
        told.edits += name in EDITS and not is_refused


def _ended(told: Told, line: StreamLine) -> None:
    told.calls.clear()
    told.tokens = max(told.tokens, sum(one.total for one in line.modelUsage.values()))
    if line.is_error and told.error:
        told.status, told.api_error = line.api_error_status, line.api_error
        told.said = clean(line.result, limit=WORDS) or told.said


def _count(told: Told, message: Message) -> None:
    """Count an answer's tokens, once however many lines tell of it."""
    if message.usage is None or message.id == told.answer:
        return
    one = message.usage
    told.answer = message.id
    told.tokens += one.input_tokens + one.output_tokens
    told.tokens += one.cache_creation_input_tokens + one.cache_read_input_tokens


def _readings(limit: Limit, at: datetime) -> dict[str, Reading]:
    windows = {name: (one.utilization, one.resetsAt) for name, one in limit.unifiedWindows.items()}
    if limit.rateLimitType and limit.utilization is not None:
        windows[limit.rateLimitType] = limit.utilization, limit.resetsAt
    if limit.rateLimitType and limit.status == "rejected":
        windows.setdefault(limit.rateLimitType, (1.0, limit.resetsAt))
    return {
        name: Reading(
            window=clean(name, limit=60),
            fraction=used,
            resets_at=datetime.fromtimestamp(reset, UTC) if reset and 0 < reset < _END else None,
            source="rate_limit_event",
            observed_at=at,
        )
        for name, (used, reset) in windows.items()
        if used is not None and 0 <= used <= 1
    }


_END = 32_503_680_000
"""Seconds to the year 3000; what claims to be later is no instant."""
