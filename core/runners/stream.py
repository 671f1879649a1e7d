"""What an agent's stream tells: that it runs, how full the quota is, what the API said last."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.clean import clean
from core.model.quota import Reading
from core.runners.records import streamed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.runners.records import Limit, Message

ACCOUNT = frozenset({"billing_error", "rate_limit", "rate_limit_error", "overloaded_error"})
"""Errors that are nobody's fault but the account's: they spend no retry (decisions, table)."""


@dataclass(slots=True)
class Told:
    """Everything that a stream has told so far."""

    lines: int = 0
    tokens: int = 0
    """Of all its answers, each counted once."""
    answer: str = ""
    """Id of the answer that was counted last."""
    is_at_rest: bool = False
    """Whether its turn has ended and no background task of it is open."""
    tasks: int = 0
    """Background tasks that are open."""
    error: str = ""
    """Class of the API error that was the last word; empty while none is."""
    readings: dict[str, Reading] = field(default_factory=dict)
    """The latest on each quota window."""


def take(told: Told, lines: Iterable[bytes], at: datetime) -> None:
    """Take further lines in; `at` is when they were read, for the stream has no times."""
    for raw in lines:
        told.lines += 1
        line = streamed(raw)
        if line is None:
            continue
        if line.type == "assistant":
            told.error = line.error or ""
            _count(told, line.message)
        if line.type == "system":
            told.tasks += {"task_started": 1, "task_notification": -1}.get(line.subtype, 0)
            if line.tasks is not None:
                told.tasks = len(line.tasks)
        told.is_at_rest = told.tasks <= 0 and (line.type == "result" or told.is_at_rest)
        if line.type in ("user", "assistant"):
            told.is_at_rest = False
        if line.rate_limit_info is not None:
            told.readings.update(_readings(line.rate_limit_info, at))


def _count(told: Told, message: Message | None) -> None:
    """Count an answer's tokens, once however many lines tell of it."""
    if message is None or message.usage is None or message.id == told.answer:
        return
    one = message.usage
    told.answer = message.id
    told.tokens += one.input_tokens + one.output_tokens
    told.tokens += one.cache_creation_input_tokens + one.cache_read_input_tokens


def _readings(limit: Limit, at: datetime) -> dict[str, Reading]:
    windows = {name: (one.utilization, one.resetsAt) for name, one in limit.unifiedWindows.items()}
    if limit.rateLimitType and limit.utilization is not None:
        windows[limit.rateLimitType] = limit.utilization, limit.resetsAt
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
