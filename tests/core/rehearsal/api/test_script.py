"""What the pretended model says: from the conversation and a seed, and from nothing else."""

from __future__ import annotations

import json
from typing import Any

from core.rehearsal.api.script import Turn, turn
from core.rehearsal.api.stream import document, events

TOOLS = [{"name": "Write"}, {"name": "Agent"}]


def asked(prompt: str, spoken: int = 0, tools: object = TOOLS) -> dict[str, object]:
    said: list[dict[str, object]] = [{"role": "user", "content": prompt}]
    for number in range(spoken):
        said.append({"role": "assistant", "content": [{"type": "text", "text": "..."}]})
        said.append({"role": "user", "content": [{"type": "tool_result", "content": str(number)}]})
    return {"messages": said, "tools": tools}


def names(found: Turn) -> list[str]:
    return [call.name for call in found.calls]


def test_the_same_conversation_and_seed_give_the_same_answer() -> None:
    assert turn(asked("rounds 2"), 7) == turn(asked("rounds 2"), 7) != turn(asked("rounds 2"), 8)


def test_it_edits_as_often_as_it_is_told_and_then_ends() -> None:
    steps = [names(turn(asked("rounds 2 file a.txt", spoken), 1)) for spoken in range(4)]

    assert [["Write"], ["Write"], [], []] == steps
    assert "a.txt" == turn(asked("rounds 2 file a.txt"), 1).calls[0].arguments["file_path"]


def test_it_starts_subagents_first_and_then_waits_for_them() -> None:
    first = turn(asked("agents 3"), 1)

    assert ["Agent"] * 3 == names(first)
    assert 3 == len({call.id for call in first.calls})
    assert [] == names(turn(asked("agents 3", 1), 1))


def test_a_tool_that_is_not_offered_is_not_called() -> None:
    assert [] == names(turn(asked("rounds 2", tools=None), 1))


def test_odd_requests_are_answered() -> None:
    for odd in ({}, {"messages": "x"}, {"messages": [3, {"content": 4}]}, asked("rounds many")):
        assert turn(odd, 1).text


def test_a_stream_says_the_same_as_a_document() -> None:
    answer = turn(asked("rounds 1"), 3)
    whole = document(answer, 5, "m")
    said = [json.loads(one.split(b"data: ")[1]) for one in events(answer, 5, "m")]

    assert ["message_start", "message_stop"] == [said[0]["type"], said[-1]["type"]]
    assert whole["usage"] == said[-2]["usage"] == dict(answer.tokens)
    assert "tool_use" == whole["stop_reason"] == said[-2]["delta"]["stop_reason"]
    assert whole["content"] == _blocks(said)


def _blocks(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    blocks: dict[int, dict[str, Any]] = {}
    texts: dict[int, str] = {}
    for one in said:
        if one["type"] == "content_block_start":
            blocks[one["index"]] = one["content_block"]
        if one["type"] == "content_block_delta":
            piece = one["delta"].get("text", one["delta"].get("partial_json"))
            texts[one["index"]] = texts.get(one["index"], "") + piece
    for index, block in blocks.items():
        if block["type"] == "text":
            block["text"] = texts[index]
        else:
            block["input"] = json.loads(texts[index])
    return list(blocks.values())
