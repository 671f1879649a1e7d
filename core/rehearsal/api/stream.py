"""An answer in the API's own shapes: one document, or the events of a stream."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.rehearsal.api.script import Turn


def document(turn: Turn, number: int, model: str) -> dict[str, object]:
    """Give a whole message."""
    calls = [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": dict(call.arguments)}
        for call in turn.calls
    ]
    return {
        **_head(number, model),
        "content": [{"type": "text", "text": turn.text}, *calls],
        "stop_reason": _stop(turn),
        "usage": dict(turn.tokens),
    }


def events(turn: Turn, number: int, model: str) -> Iterator[bytes]:
    """Give the events of a stream, one after the other; usage is whole only at the end."""
    begun = {**turn.tokens, "output_tokens": 1}
    head = {**_head(number, model), "content": [], "stop_reason": None, "usage": begun}
    yield _event("message_start", message=head)
    texts = [({"type": "text", "text": ""}, "text_delta", "text", turn.text)]
    calls = [
        (
            {"type": "tool_use", "id": call.id, "name": call.name, "input": {}},
            "input_json_delta",
            "partial_json",
            json.dumps(dict(call.arguments)),
        )
        for call in turn.calls
    ]
    for index, (block, kind, field, whole) in enumerate((*texts, *calls)):
        yield _event("content_block_start", index=index, content_block=block)
        half = len(whole) // 2
        for piece in (whole[:half], whole[half:]):
            yield _event("content_block_delta", index=index, delta={"type": kind, field: piece})
        yield _event("content_block_stop", index=index)
    stop = {"stop_reason": _stop(turn), "stop_sequence": None}
    yield _event("message_delta", delta=stop, usage=dict(turn.tokens))
    yield _event("message_stop")


def _head(number: int, model: str) -> dict[str, object]:
    return {
        "id": f"msg_rehearsal{number:08}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "stop_sequence": None,
    }


def _stop(turn: Turn) -> str:
    return "tool_use" if turn.calls else "end_turn"


def _event(name: str, **fields: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps({'type': name, **fields})}\n\n".encode()
