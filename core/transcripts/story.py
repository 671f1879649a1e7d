"""A stretch of a transcript retold: prompts, words, calls, results and errors, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.clean import clean
from core.instants import instant
from core.model.signs import Step
from core.transcripts import actions, records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from core.transcripts.records import Block, Line

KEPT = 400
WORDS = 400


def story(lines: Iterable[Line], heard_at: datetime | None = None) -> tuple[Step, ...]:
    """Retell records as steps, the latest `KEPT` of them.

    Those of a stream have no time: they have that at which they were heard.
    """
    steps = [step for line in lines for step in _told(line, heard_at)]
    return tuple(steps[-KEPT:])


def _told(line: Line, heard_at: datetime | None) -> Iterator[Step]:
    at = instant(line.timestamp) if line.timestamp else heard_at
    message = line.message
    if at is None or message is None or line.isMeta:
        return
    if isinstance(message.content, str):
        if message.content.strip():
            yield Step(at=at, text=f"› {_first(message.content)}")
        return
    for block in message.content:
        yield from _block(block, line, at)


def _block(block: Block, line: Line, at: datetime) -> Iterator[Step]:
    if block.type == "tool_use":
        yield Step(at=at, text=actions.call_words(block, line.cwd or ""))
    elif block.type == "tool_result":
        words = _first(_result(block))
        mark = "✗" if block.is_error else "└"
        yield Step(at=at, text=f"{mark} {words or 'done'}")
    elif block.type == "thinking":
        yield Step(at=at, text="thinking…")
    elif block.type == "text" and block.text.strip():
        mark = "✗ " if line.isApiErrorMessage else "› " if line.type == "user" else ""
        yield Step(at=at, text=f"{mark}{_first(block.text)}")


def _result(block: Block) -> str:
    """The text of a tool's result, whichever form it has."""
    plain = records.text(block.content)
    if plain:
        return plain
    return "\n".join(one.text for one in records.blocks(block.content) if one.type == "text")


def _first(text: str) -> str:
    """The first lines of a text, joined."""
    return clean(" ".join(text[: 2 * WORDS].split()), limit=WORDS)
