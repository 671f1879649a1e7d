"""Tokens over all of history as the document `groundstop.usage/1`, and as a plain table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.tokens import NO_TOKENS, Tokens
from tui.present.numbers import short
from tui.twins import documents
from tui.twins.status import tokens, utc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

HEADINGS = ("input", "output", "cache write", "cache read", "total")


def usage(
    rows: Mapping[str, Tokens],
    *,
    at: datetime,
    by: str,
    since: datetime | None = None,
    until: datetime | None = None,
) -> documents.Usage:
    """The document; days ascend, everything else is biggest first."""
    return documents.Usage(
        at=utc(at) or "",
        by=by,
        since=utc(since),
        until=utc(until),
        rows=[_row(key, found) for key, found in _ordered(rows, by)],
        totals=tokens(sum(rows.values(), NO_TOKENS)),
    )


def table(rows: Mapping[str, Tokens], by: str) -> str:
    """A table for people, totals last."""
    if not rows:
        return "No usage found.\n"
    ordered = [*_ordered(rows, by), ("total", sum(rows.values(), NO_TOKENS))]
    width = max(len(by), *(len(key) for key, _ in ordered))
    lines = [f"{by:<{width}}" + "".join(f"{name:>13}" for name in HEADINGS)]
    for key, found in ordered:
        numbers = (
            found.input_tokens,
            found.output_tokens,
            found.cache_creation_input_tokens,
            found.cache_read_input_tokens,
            found.total,
        )
        lines.append(f"{key:<{width}}" + "".join(f"{short(number):>13}" for number in numbers))
    return "\n".join(lines) + "\n"


def _ordered(rows: Mapping[str, Tokens], by: str) -> Iterable[tuple[str, Tokens]]:
    if by == "day":
        return sorted(rows.items())
    return sorted(rows.items(), key=lambda row: (-row[1].total, row[0]))


def _row(key: str, found: Tokens) -> documents.UsageRow:
    return documents.UsageRow(
        key=key,
        input_tokens=found.input_tokens,
        output_tokens=found.output_tokens,
        cache_creation_input_tokens=found.cache_creation_input_tokens,
        cache_read_input_tokens=found.cache_read_input_tokens,
    )
