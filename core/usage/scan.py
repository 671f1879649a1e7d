"""Answers out of raw bytes: search for what marks them, decode only those lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import stringzilla

from core.model.tokens import CEILING
from core.usage.records import BROKEN, decode, exchange, plain_answer
from core.usage.sheet import quarter, stable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.usage.sheet import Entry, Sheet

MARK = b'"usage"'
"""Every answer has this key; inside a string its quotes would be escaped."""
REQUEST = b'"api-request"'
REFERENCE = b'"requestRef"'


def scan(buffer: bytearray, end: int, sheet: Sheet) -> None:
    """Add every answer among the whole lines in `buffer[:end]` to the sheet.

    What a line says is settled by `records.plain_answer`; this takes the same from lines of the
    usual shape without looking at the rest of them.
    """
    find, entries, number = stringzilla.find, sheet.entries, sheet.number
    view = memoryview(buffer)
    stop = -1
    while (at := find(buffer, MARK, stop + 1, end)) >= 0:
        start = buffer.rfind(b"\n", stop + 1, at) + 1 or stop + 1
        stop = buffer.find(b"\n", at, end)
        try:
            line = decode(view[start:stop])
            message = line.message
            if line.type != "assistant" or message is None or not message.id:
                continue
            usage = message.usage
            output, fresh = usage.output_tokens, usage.input_tokens
            written, read = usage.cache_creation_input_tokens, usage.cache_read_input_tokens
            if not (
                0 <= output <= CEILING
                and 0 <= fresh <= CEILING
                and 0 <= written <= CEILING
                and 0 <= read <= CEILING
            ):
                plainly(view[start:stop], sheet)
                continue
        except BROKEN:
            plainly(view[start:stop], sheet)
            continue
        if message.model[:1] == "<":
            continue
        model, when = number(message.model), -quarter(line.timestamp)
        entry: Entry = (output, fresh, written, read, when, model)
        before = entries.get(message.id)
        if before is None or entry > before:
            entries[message.id] = entry


def plainly(line: memoryview, sheet: Sheet) -> None:
    """Add the answer of a line of an unusual shape."""
    found = plain_answer(bytes(line))
    if found is not None:
        sheet.add(found)


def asked(lines: Iterable[bytes]) -> frozenset[int]:
    """Stable hashes of the answers whose `api-request` record stands among the same lines."""
    requests: set[str] = set()
    named: list[tuple[str, str]] = []
    for raw in lines:
        if REQUEST not in raw and REFERENCE not in raw:
            continue
        try:
            found = exchange(raw)
        except BROKEN:
            continue
        if found.type == "api-request":
            requests.add(found.id)
        elif found.message is not None and found.requestRef:
            named.append((found.message.id, found.requestRef))
    return frozenset(stable(message) for message, request in named if request in requests)
