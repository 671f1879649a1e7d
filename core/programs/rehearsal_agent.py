"""A rehearsal agent: a real process, a real API client, real edits and commits in its worktree.

It takes messages on stdin and writes transcript and stream-json as Claude Code does. Its model is
the pretended API that `ANTHROPIC_BASE_URL` names. `fail` in its prompt makes it end badly.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.course.watch import clock_by

if TYPE_CHECKING:
    import anthropic


Block = dict[str, Any]
RETRIES = 10
FIRST_WAIT, LONGEST_WAIT = 0.5, 32.0
"""Seconds: as the real client waits between its tries (`claude-code.md` 4)."""
UNIFIED = re.compile(r"^anthropic-ratelimit-unified-(5h|7d)-(utilization|reset)$")
WINDOWS = {"5h": "five_hour", "7d": "seven_day"}
TOOLS: list[Any] = [
    {
        "name": "Write",
        "description": "Write a file in the worktree.",
        "input_schema": {
            "type": "object",
            "properties": {"file_path": {"type": "string"}, "content": {"type": "string"}},
            "required": ["file_path", "content"],
        },
    }
]
CLOCK = clock_by()


class Transcript:
    """One session's file, and the same on stdout."""

    def __init__(self, session: str) -> None:
        self.session = session
        self.parent: str | None = None
        home = os.environ.get("CLAUDE_CONFIG_DIR") or f"{os.environ['HOME']}/.claude"
        folder = Path(home, "projects", re.sub(r"[^A-Za-z0-9]", "-", os.getcwd())[:200])
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{session}.jsonl"
        self.branch = _git("branch", "--show-current")

    def write(self, kind: str, message: Block, **more: object) -> None:
        """Append one record, and tell it."""
        at = CLOCK.now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
        me = str(uuid.uuid4())
        record = {
            "parentUuid": self.parent,
            "isSidechain": False,
            "type": kind,
            "message": message,
            "uuid": me,
            "timestamp": f"{at}Z",
            "userType": "external",
            "entrypoint": "sdk-cli",
            "cwd": os.getcwd(),
            "sessionId": self.session,
            "version": "2.1.329",
            "gitBranch": self.branch,
            **more,
        }
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
        self.tell(type=kind, message=message, session_id=self.session, **more)
        self.parent = me

    def tell(self, **fields: object) -> None:
        """Write one line of the stream."""
        sys.stdout.write(json.dumps(fields) + "\n")
        sys.stdout.flush()


class Agent:
    """One conversation with the model."""

    def __init__(self, transcript: Transcript, model: str) -> None:
        import anthropic  # noqa: PLC0415, takes most of a second: the first record comes before it

        self.transcript, self.model = transcript, model
        self.said: list[Any] = []
        self.client = anthropic.Anthropic(max_retries=0, timeout=600.0)
        self._failed: type[anthropic.APIStatusError] = anthropic.APIStatusError
        self._unreached: type[anthropic.APIConnectionError] = anthropic.APIConnectionError
        self._percent: dict[str, int] = {}

    def turn(self, text: str) -> bool:
        """Take one message, work until the model ends its turn; False: the API ended it."""
        self.said.append({"role": "user", "content": text})
        while True:
            answer = self._ask()
            if answer is None:
                return False
            message = answer.to_dict()
            self.transcript.write("assistant", message)
            self.said.append({"role": "assistant", "content": message["content"]})
            calls = [block.to_dict() for block in answer.content if block.type == "tool_use"]
            if not calls:
                return True
            results = [
                _result(str(call["id"]), use(str(call["name"]), call["input"])) for call in calls
            ]
            self.said.append({"role": "user", "content": results})
            self.transcript.write("user", {"role": "user", "content": results})

    def _ask(self) -> anthropic.types.Message | None:
        """Ask the model, and ask again as the real client does; None: it will not answer."""
        digest = uuid.uuid4().hex
        for tried in range(RETRIES + 1):
            self._note_request(digest)
            try:
                answer = self.client.messages.with_raw_response.create(
                    model=self.model, max_tokens=4000, messages=self.said, tools=TOOLS
                )
            except self._failed as error:
                self._tell_windows(dict(error.response.headers))
                if not _is_passing(error) or tried == RETRIES:
                    self._end(error)
                    return None
                wait = min(LONGEST_WAIT, FIRST_WAIT * 2**tried)
                named = float(error.response.headers.get("retry-after", 0))
                self._wait(max(wait, named))
            except self._unreached:
                if tried == RETRIES:
                    raise
                self._wait(min(LONGEST_WAIT, FIRST_WAIT * 2**tried))
            else:
                self._tell_windows(dict(answer.headers))
                return answer.parse()
        return None

    def _note_request(self, digest: str) -> None:
        at = CLOCK.now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
        request = {"id": str(uuid.uuid4()), "timestamp": f"{at}Z", "requestDigest": digest}
        with self.transcript.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"type": "api-request", **request}) + "\n")

    def _tell_windows(self, headers: dict[str, str]) -> None:
        """Say how full the windows are, whenever a whole percent has changed."""
        found: dict[str, dict[str, float]] = {}
        for name, value in headers.items():
            if match := UNIFIED.match(name):
                found.setdefault(WINDOWS[match[1]], {})[match[2]] = float(value)
        percent = {name: round(one["utilization"] * 100) for name, one in found.items()}
        if not found or percent == self._percent:
            return
        self._percent = percent
        windows = {
            name: {"utilization": one["utilization"], "resetsAt": one.get("reset")}
            for name, one in found.items()
        }
        worst = max(found, key=lambda name: found[name]["utilization"])
        said = {"rateLimitType": worst, "unifiedWindows": windows}
        self.transcript.tell(type="rate_limit_event", rate_limit_info=said)

    def _end(self, error: anthropic.APIStatusError) -> None:
        """Write the error record that the real client writes."""
        body = error.body if isinstance(error.body, dict) else {}
        said = str((body.get("error") or {}).get("message", error.message))
        status, words = error.status_code, {429: "rate_limit", 500: "server_error"}
        text = f"Request rejected (429) · {said}" if status == 429 else f"{status} {said}"  # noqa: PLR2004
        text, word = f"API Error: {text}", words.get(min(status, 500), "unknown")
        if "credit balance" in text:
            word = "billing_error"
        message = {
            "id": str(uuid.uuid4()),
            "model": "<synthetic>",
            "role": "assistant",
            "type": "message",
            "stop_reason": "stop_sequence",
            "content": [{"type": "text", "text": text}],
            "usage": {"input_tokens": 0, "output_tokens": 0},
        }
        fields = {"isApiErrorMessage": True, "apiErrorStatus": status}
        self.transcript.write("assistant", message, error=word, **fields)

    def _wait(self, seconds: float) -> None:
        import threading  # noqa: PLC0415, a wait that a signal ends

        threading.Event().wait(seconds / CLOCK.speed)


def _is_passing(error: anthropic.APIStatusError) -> bool:
    """Whether it is worth asking again: not where a window or the credit is used up."""
    rejected = error.response.headers.get("anthropic-ratelimit-unified-status") == "rejected"
    return error.status_code in (429, 500, 502, 503, 529) and not rejected


def _result(call: str, text: str) -> Block:
    return {"type": "tool_result", "tool_use_id": call, "content": text}


def use(tool: str, given: object) -> str:
    """Do what the model asks for: write a file inside the worktree, and commit it."""
    if tool != "Write" or not isinstance(given, dict):
        return f"There is no tool {tool}."
    here = Path(os.getcwd()).resolve()
    path = Path(here, str(given.get("file_path"))).resolve()
    if not path.is_relative_to(here):
        return "That is outside the worktree."
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(str(given.get("content")))
    _git("add", "--", str(path))
    _git("commit", "-qm", f"Write {path.name}")
    checkpoint(f"Write {path.name}")
    return "Written and committed."


def checkpoint(done: str) -> None:
    """Write down what is done and the commit that proves it, where the engine looks for it."""
    folder = os.environ.get("GROUNDSTOP_RUN")
    if folder:
        told = {"at": CLOCK.now().isoformat(), "done": done, "commit": _git("rev-parse", "HEAD")}
        with Path(folder, "checkpoints.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(told) + "\n")


def _git(*words: str) -> str:
    """Ask git, in this worktree only."""
    me = ["-c", "user.name=rehearsal", "-c", "user.email=rehearsal@localhost"]
    done = subprocess.run(  # noqa: S603, no shell
        ["git", *me, *words],  # noqa: S607, the user's own git
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


def main() -> int:
    """Take messages until stdin ends; the first is the prompt."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--session-id", required=True)
    parser.add_argument("--model", default="claude-sonnet-4-5")
    asked = parser.parse_args()
    transcript, agent = Transcript(asked.session_id), None
    while line := sys.stdin.readline():
        content = json.loads(line)["message"]["content"]
        text = "".join(block.get("text", "") for block in content)
        transcript.write("user", {"role": "user", "content": text})
        agent = agent or Agent(transcript, asked.model)
        if not agent.turn(text):
            return 1
        if "fail" in text.split():
            sys.stderr.write("it could not be done\n")
            return 1
        transcript.tell(type="result", subtype="success", is_error=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
