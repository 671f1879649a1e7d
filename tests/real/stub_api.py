"""A tiny stand-in for the Messages API on loopback: it says what a test wrote down for it."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MESSAGES = "/v1/messages"
LONGEST_HOLD = 60
"""Seconds after which a held answer goes on by itself, so that no thread stays behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A streamed answer: a text, and behind it a tool call where there is one."""

    text: str
    tool: str = ""
    given: Mapping[str, object] | None = None
    """What the tool is called with."""
    held: bool = False
    """The stream stops in the middle until the test lets it go on."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error in place of an answer."""

    status: int
    kind: str
    message: str


Reply = Answer | Refusal
Fields = dict[str, object]
Block = tuple[Fields, list[Fields]]
NO_MORE = Refusal(400, "invalid_request_error", "the test has written down no further answer")


class Script:
    """What is said to whom, and what was said: by agent id, the main agent's is empty."""

    def __init__(self, main: Sequence[Reply], agents: Sequence[Reply] = ()) -> None:
        self.holding = Event()
        """Somebody's answer has stopped in the middle."""
        self.go_on = Event()
        self.served: dict[str, Counter[str]] = {}
        """Tokens of the answers that were said to their end."""
        self.surprises: list[str] = []
        """Requests that no test expects; also those that would have left this machine."""
        self._main, self._agents = list(main), list(agents)
        self._asked = 0
        self._lock = Lock()

    def next(self, agent_id: str) -> tuple[int, Reply]:
        """Give the number of this request and what is to be said."""
        with self._lock:
            self._asked += 1
            left = self._agents if agent_id else self._main
            if not left:
                self.surprises.append(f"a further request of {agent_id or 'the main agent'}")
            return self._asked, left.pop(0) if left else NO_MORE

    def hold(self) -> None:
        """Wait for the test."""
        self.holding.set()
        self.go_on.wait(LONGEST_HOLD)

    def note(self, agent_id: str, usage: Mapping[str, int]) -> None:
        """Add up what an agent was told that it has used."""
        with self._lock:
            self.served.setdefault(agent_id, Counter()).update(usage)


@contextmanager
def serving(script: Script) -> Iterator[str]:
    """Play a script on a port of its own; gives the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Door, script)) as server:
        server.daemon_threads = False
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            script.go_on.set()
            server.shutdown()
            thread.join()


def usage(number: int) -> dict[str, int]:
    """Tokens of the answer to a request; no two are alike, nor are any two sums."""
    return {
        "input_tokens": 2 + 2**number,
        "output_tokens": 50 + 3**number,
        "cache_creation_input_tokens": 300 + 5**number,
        "cache_read_input_tokens": 7000 + 7**number,
    }


class _Door(BaseHTTPRequestHandler):
    """One request."""

    def __init__(self, script: Script, *rest: object) -> None:
        self._script = script
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path.partition("?")[0] != MESSAGES or not asked.get("stream"):
            self._script.surprises.append(f"POST {self.path}, stream: {asked.get('stream')}")
        agent_id = self.headers.get("x-claude-code-agent-id", "")
        number, reply = self._script.next(agent_id)
        with suppress(ConnectionError):  # the client was killed
            if isinstance(reply, Refusal):
                self._refuse(reply)
            else:
                self._answer(agent_id, number, asked["model"], reply)

    def do_CONNECT(self) -> None:
        """Stand as the proxy to everywhere else, too: nothing is let out."""
        self._script.surprises.append(f"a connection to {self.path}")
        with suppress(ConnectionError):
            self.send_error(403)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _refuse(self, reply: Refusal) -> None:
        error = {"type": reply.kind, "message": reply.message}
        body = json.dumps({"type": "error", "error": error}).encode()
        self.send_response(reply.status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.send_header("retry-after", "0")
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, agent_id: str, number: int, model: str, reply: Answer) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("request-id", f"req_{number}")
        self.end_headers()
        spent = usage(number)
        self._begin(number, model, {**spent, "output_tokens": 1})
        blocks = _blocks(number, reply)
        for index, (block, (first, second)) in enumerate(blocks):
            self._event("content_block_start", index=index, content_block=block)
            self._event("content_block_delta", index=index, delta=first)
            if reply.held and index == len(blocks) - 1:
                self._script.hold()
            self._event("content_block_delta", index=index, delta=second)
            self._event("content_block_stop", index=index)
        stop = {"stop_reason": "tool_use" if reply.tool else "end_turn", "stop_sequence": None}
        self._event("message_delta", delta=stop, usage=spent)
        self._script.note(agent_id, spent)
        self._event("message_stop")

    def _begin(self, number: int, model: str, spent: Mapping[str, int]) -> None:
        message: Fields = {
            "id": f"msg_{number}",
            "type": "message",
            "role": "assistant",
            "model": model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": spent,
        }
        self._event("message_start", message=message)

    def _event(self, name: str, **fields: object) -> None:
        said = json.dumps({"type": name, **fields})
        self.wfile.write(f"event: {name}\ndata: {said}\n\n".encode())
        self.wfile.flush()


def _blocks(number: int, reply: Answer) -> list[Block]:
    """Give the blocks of an answer: each empty, and what fills it, in two pieces."""
    words: Fields = {"type": "text", "text": ""}
    call: Fields = {"type": "tool_use", "id": f"toolu_{number}", "name": reply.tool, "input": {}}
    blocks = [(words, _halves("text_delta", "text", reply.text))]
    if reply.tool:
        given = json.dumps(reply.given or {})
        blocks.append((call, _halves("input_json_delta", "partial_json", given)))
    return blocks


def _halves(kind: str, field: str, whole: str) -> list[Fields]:
    half = len(whole) // 2
    return [{"type": kind, field: piece} for piece in (whole[:half], whole[half:])]
