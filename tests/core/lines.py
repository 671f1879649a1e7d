"""Transcripts made by hand: records in Claude Code's shape, and files of them in a folder."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from core.model.signs import NO_SIGNS
from core.projects.watch import look
from core.tail import UNOPENED
from core.transcripts import records
from core.transcripts.read import hear
from core.transcripts.watch import follow

if TYPE_CHECKING:
    from pathlib import Path

    from core.model.files import Found
    from core.model.signs import Signs, Transcript
    from core.tail import Bookmark

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
Record = dict[str, Any]


def when(seconds: float) -> datetime:
    """So many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


def record(kind: str, seconds: float | None = 0, **fields: object) -> Record:
    """A record of any type; without a time where `seconds` is None."""
    time = {} if seconds is None else {"timestamp": when(seconds).isoformat()[:19] + "Z"}
    return {"type": kind, **time, **fields}


def prompt(seconds: float = 0, words: str = "please look around", **fields: object) -> Record:
    """What a person asks."""
    return record("user", seconds, message={"role": "user", "content": words}, **fields)


def text(words: str) -> Record:
    """A block of text."""
    return {"type": "text", "text": words}


def call(call_id: str, name: str = "Bash", **given: object) -> Record:
    """A block that calls a tool."""
    return {"type": "tool_use", "id": call_id, "name": name, "input": given}


def answer(
    seconds: float, *blocks: Record, stop: str | None = "tool_use", **fields: object
) -> Record:
    """One record of an answer; `fields` named id, model and usage belong to the message."""
    inside = {name: fields.pop(name) for name in ("id", "model", "usage") if name in fields}
    message = {"id": "msg_1", "model": "claude-opus-5-5", "role": "assistant", **inside}
    return record(
        "assistant", seconds, message={**message, "content": blocks, "stop_reason": stop}, **fields
    )


def result(seconds: float, call_id: str, *, is_error: bool = False, **fields: object) -> Record:
    """What a tool gave."""
    block = {"type": "tool_result", "tool_use_id": call_id, "content": "ok", "is_error": is_error}
    return record("user", seconds, message={"role": "user", "content": [block]}, **fields)


def request(seconds: float, request_id: str, digest: str = "d1") -> Record:
    """One attempt of a request to the API."""
    return record("api-request", seconds, id=request_id, requestDigest=digest)


def error(seconds: float, words: str = "API Error: boom", **fields: object) -> Record:
    """The record that stands where an answer should."""
    message = {"id": "e", "model": "<synthetic>", "role": "assistant", "content": [text(words)]}
    return record("assistant", seconds, isApiErrorMessage=True, message=message, **fields)


def notification(seconds: float, *about: str, status: str, call_id: str = "toolu_1") -> Record:
    """What the client tells a parent about tasks of its own."""
    tasks = "".join(f"<task-id>{one}</task-id>\n" for one in about)
    called = f"<tool-use-id>{call_id}</tool-use-id>\n" if call_id else ""
    words = f"<task-notification>\n{tasks}{called}<status>{status}</status>\n</task-notification>"
    return prompt(seconds, words, origin={"kind": "task-notification"})


def jsonl(*made: Record) -> bytes:
    """Records as whole lines."""
    return b"".join(json.dumps(one).encode() + b"\n" for one in made)


def signs_of(*made: Record) -> Signs:
    """What records show, decoded from their lines."""
    signs = NO_SIGNS
    for raw in jsonl(*made).splitlines():
        line = records.line(raw)

        assert line is not None
        signs = hear(signs, line)
    return signs


class Growing:
    """One transcript that is written and followed in turn."""

    def __init__(self, folder: Path, name: str = "-src/s1.jsonl") -> None:
        self.projects = folder / "projects"
        self.path = self.projects / name
        self.path.parent.mkdir(parents=True)
        self.path.write_bytes(b"")
        self.transcript: Transcript | None = None
        self.bookmark: Bookmark = UNOPENED

    def add(self, raw: bytes) -> Transcript:
        """Append, as the client does, and read on."""
        with self.path.open("ab") as file:
            file.write(raw)
        return self.read()

    def read(self) -> Transcript:
        """Read on from where the bookmark stands."""
        self.transcript, self.bookmark = follow(self.found(), self.transcript, self.bookmark)
        return self.transcript

    def found(self) -> Found:
        """The file as it is now."""
        found = look(str(self.projects), str(self.path))

        assert found is not None
        return found
