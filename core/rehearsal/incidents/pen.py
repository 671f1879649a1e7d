"""Writes one transcript as Claude Code 2.1.329 does: its records, in batches, as changes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from core.rehearsal.change import Change, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

VERSION = "2.1.329"
SOON = 0.1
"""A batch is written so long after its first record."""


def uuid(rng: Random) -> str:
    """Give a version-4 identifier."""
    digits = f"{rng.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def dumped(value: object) -> str:
    """JSON as the client writes it, on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def stamp(at: float) -> str:
    """Epoch seconds as the client writes them."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def usage(fresh: int, made: int, read: int, out: int) -> dict[str, Any]:
    """Tokens of one answer, in the API's fields."""
    return {
        "input_tokens": fresh,
        "cache_creation_input_tokens": made,
        "cache_read_input_tokens": read,
        "output_tokens": out,
        "server_tool_use": {"web_search_requests": 0, "web_fetch_requests": 0},
        "service_tier": "standard",
        "cache_creation": {"ephemeral_1h_input_tokens": 0, "ephemeral_5m_input_tokens": made},
        "iterations": [],
        "speed": "standard",
    }


@dataclass(slots=True, kw_only=True)
class Pen:
    """One transcript in the making."""

    path: str
    rng: Random
    session: str
    cwd: str
    branch: str
    model: str
    agent: str = ""
    entrypoint: str = "cli"
    context: int = 14_000
    changes: list[Change] = field(default_factory=list)
    _parent: str | None = None
    _batch: list[str] = field(default_factory=list)
    _landed: float = 0.0
    _prompt: str = ""

    def chained(self, at: float, **fields: Any) -> str:  # noqa: ANN401, JSON is anything
        """Add a record of the conversation; give its id."""
        own = uuid(self.rng)
        record: dict[str, Any] = {"parentUuid": self._parent, "isSidechain": bool(self.agent)}
        if self.agent:
            record["agentId"] = self.agent
        record |= fields
        record |= {
            "uuid": own,
            "timestamp": stamp(at),
            "userType": "external",
            "entrypoint": self.entrypoint,
            "cwd": self.cwd,
            "sessionId": self.session,
            "version": VERSION,
            "gitBranch": self.branch,
        }
        self._batch.append(dumped(record))
        self._parent = own
        return own

    def plain(self, **fields: Any) -> None:  # noqa: ANN401, JSON is anything
        """Add a record of bookkeeping."""
        self._batch.append(dumped(fields))

    def land(self, at: float) -> None:
        """Write what was added, a moment after this time; never before what is written."""
        self._landed = max(self._landed, round(at + SOON, 4))
        kind = Kind.GROW if self.changes else Kind.CREATE
        content = "".join(f"{line}\n" for line in self._batch).encode()
        self._batch.clear()
        self.changes.append(Change(at=self._landed, path=self.path, kind=kind, content=content))

    def prompt(self, at: float, text: str, **more: Any) -> None:  # noqa: ANN401, JSON is anything
        """Add what somebody asks."""
        self._prompt = uuid(self.rng)
        message = {"role": "user", "content": text}
        self.chained(at, promptId=self._prompt, type="user", message=message, **more)

    def attach(self, at: float, kind: str, **fields: object) -> None:
        """Add context that the client puts in."""
        self.chained(at, type="attachment", attachment={"type": kind, **fields})

    def request(self, at: float, *, digest: str = "", base: str = "") -> tuple[str, str]:
        """Add one attempt of a request; give its id and its digest."""
        own, digest = uuid(self.rng), digest or f"{self.rng.getrandbits(256):064x}"
        kind = "general-purpose"
        record: dict[str, Any] = {
            "type": "api-request",
            "sessionId": self.session,
            "id": own,
            "timestamp": stamp(at),
            "version": VERSION,
            "querySource": f"agent:builtin:{kind}" if self.agent else "repl_main_thread",
            "params": {"model": self.model, "max_tokens": 128000},
            "keep": 3 if base else 0,
            "tail": [],
            "requestDigest": digest,
        }
        self.plain(**(record | ({"base": base} if base else {})))
        return own, digest

    def answer(self, at: float, ref: str, blocks: Iterable[dict[str, Any]], stop: str) -> str:
        """Add an answer, a record a block, each with the same usage; give the last one's id."""
        rng = self.rng
        made, out = rng.randrange(350, 2600), rng.randrange(120, 900)
        spent = usage(rng.randrange(3, 12), made, self.context, out)
        self.context += made + out
        message = {
            "id": f"msg_01{rng.getrandbits(80):020X}",
            "type": "message",
            "role": "assistant",
            "model": self.model,
            "stop_reason": stop,
            "stop_sequence": None,
            "usage": spent,
        }
        request = f"req_011C{rng.getrandbits(80):020X}"
        own = ""
        for place, block in enumerate(blocks):
            own = self.chained(
                at + 0.02 * place,
                message=message | {"content": [block]},
                apiBlockIndex=place,
                requestId=request,
                requestRef=ref,
                requestedModel=self.model,
                type="assistant",
                madeBy="model",
            )
        return own

    def result(self, at: float, call: str, output: str, **more: Any) -> None:  # noqa: ANN401
        """Add what a tool gave back."""
        block = {"tool_use_id": call, "type": "tool_result", "content": output, "is_error": False}
        message = {"role": "user", "content": [block]}
        self.chained(
            at,
            promptId=self._prompt,
            type="user",
            message=message,
            sourceToolAssistantUUID=self._parent,
            **more,
        )

    def error(self, at: float, text: str, **fields: Any) -> None:  # noqa: ANN401, JSON is anything
        """Add what the client writes in place of an answer."""
        message = {
            "id": uuid(self.rng),
            "model": "<synthetic>",
            "role": "assistant",
            "stop_reason": "stop_sequence",
            "stop_sequence": "",
            "type": "message",
            "usage": usage(0, 0, 0, 0),
            "content": [{"type": "text", "text": text}],
        }
        self.chained(
            at,
            type="assistant",
            message=message,
            requestId=f"req_011C{self.rng.getrandbits(80):020X}",
            isApiErrorMessage=True,
            madeBy="model",
            **fields,
        )
