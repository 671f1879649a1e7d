"""What a pretended model says next, from nothing but the conversation so far and a seed."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WORD = re.compile(r"\b(rounds|agents|sleep|file|thinks)\s+(\S+)")
COMMAND = re.compile(r"^\$ (.+)$", re.MULTILINE)
ROUNDS = 3
VERBS = ("Reading", "Checking", "Rewriting", "Testing", "Tidying")
NOUNS = ("the cart merge", "the retry loop", "the audit log", "the date formats", "the parser")


@dataclass(frozen=True, slots=True)
class Call:
    """One tool call."""

    id: str
    name: str
    arguments: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer: some words, and calls if there are any."""

    text: str
    calls: tuple[Call, ...]
    tokens: Mapping[str, int]
    seconds: float
    """How long the model takes, in its own time."""


def turn(request: Mapping[str, object], seed: int) -> Turn:
    """Give the next answer. The same conversation and seed always give the same one.

    Words in the first prompt steer it: `rounds 4` (edits before it ends), `agents 3` (subagents
    that it starts first), `file src/a.txt`, `thinks 6` (seconds an answer). Lines that begin with
    `$ ` are commands for its shell, after the edits, where it is offered one.
    """
    messages = request.get("messages")
    said = [one for one in messages if isinstance(one, dict)] if isinstance(messages, list) else []
    prompt = next((text for one in said if (text := _text(one)) and WORD.search(text)), "")
    words = dict(reversed(WORD.findall(prompt)))
    spoken = sum(one.get("role") == "assistant" for one in said)
    key = hashlib.sha256(f"{seed} {prompt} {spoken}".encode()).hexdigest()
    dice = Random(key)  # noqa: S311, a rehearsal must be the same every time
    offered = _tools(request.get("tools"))
    calls = _calls(words, spoken, offered, key, dice) or _commands(
        words, prompt, spoken, offered, key
    )
    size = len(json.dumps(said)) // 4
    return Turn(
        text=f"{dice.choice(VERBS)} {dice.choice(NOUNS)}." if calls else "Done.",
        calls=calls,
        tokens={
            "input_tokens": 3 + dice.randrange(40),
            "cache_creation_input_tokens": 200 + size // 10,
            "cache_read_input_tokens": 6000 + size,
            "output_tokens": 40 + dice.randrange(260),
        },
        seconds=_number(words.get("thinks"), 1.0) * dice.uniform(0.5, 1.5),
    )


def _calls(
    words: Mapping[str, str], spoken: int, offered: Sequence[str], key: str, dice: Random
) -> tuple[Call, ...]:
    agents = int(_number(words.get("agents"), 0))
    if agents and spoken == 0 and "Agent" in offered:
        prompts = [f"rounds {1 + number % 3} file part-{number}.txt" for number in range(agents)]
        return tuple(
            Call(
                f"toolu_{key[:20]}{number:02}",
                "Agent",
                {
                    "description": f"part {number}",
                    "prompt": prompt,
                    "subagent_type": "general-purpose",
                },
            )
            for number, prompt in enumerate(prompts)
        )
    if agents or spoken >= int(_number(words.get("rounds"), ROUNDS)) or "Write" not in offered:
        return ()
    name = words.get("file", f"rehearsal-{key[:6]}.txt")
    content = f"round {spoken}, {dice.randrange(10**6)}\n"
    return (Call(f"toolu_{key[:22]}", "Write", {"file_path": name, "content": content}),)


def _commands(
    words: Mapping[str, str], prompt: str, spoken: int, offered: Sequence[str], key: str
) -> tuple[Call, ...]:
    commands = COMMAND.findall(prompt) if "Bash" in offered else []
    left = commands[max(0, spoken - int(_number(words.get("rounds"), ROUNDS))) :]
    return tuple(
        Call(f"toolu_{key[:22]}", "Bash", {"command": one, "description": "A step"})
        for one in left[:1]
    )


def _tools(offered: object) -> list[str]:
    listed = offered if isinstance(offered, list) else []
    return [str(one.get("name")) for one in listed if isinstance(one, dict)]


def _text(message: Mapping[str, object]) -> str:
    content = message.get("content")
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    return " ".join(str(one.get("text", "")) for one in blocks if isinstance(one, dict))


def _number(word: str | None, default: float) -> float:
    try:
        return float(word) if word is not None else default
    except ValueError:
        return default
