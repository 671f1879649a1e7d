"""Writes to live transcripts as Claude Code does, from a process of its own, and says when.

    python tests/bench/appender.py --rate 200 --seconds 10 --fifo PIPE FILE...

prints a JSON line for each line that it appended: marker, path, seconds of the steady clock. Tool
calls and their results take turns in each file; the marker is the command of the call.
"""
# ruff: noqa: S311, T201
# The dice are seeded on purpose. This is a program: it prints.

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

TEXT = "x" * 400


@dataclass(slots=True)
class Transcript:
    """One live transcript: who writes it, and the call that waits for its result."""

    path: str
    head: dict[str, object] = field(default_factory=dict)
    call: str = ""

    def read_head(self) -> None:
        """Learn session, agent and directory from the first record that has them."""
        for line in Path(self.path).read_bytes().splitlines():
            record = json.loads(line) if line.startswith(b'{"parentUuid"') else {}
            if "cwd" in record:
                names = ("sessionId", "agentId", "cwd", "version", "gitBranch", "isSidechain")
                self.head = {name: record[name] for name in names if name in record}
                return

    def next(self, marker: str) -> tuple[bytes, bool]:
        """Write the next record, and say whether it is a call, which shows its marker."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")  # noqa: TID251 - as clients do
        base = {"parentUuid": None, **self.head, "uuid": marker, "timestamp": at}
        if self.call:
            result = {"type": "tool_result", "tool_use_id": self.call, "content": TEXT}
            message: dict[str, object] = {"role": "user", "content": [result]}
            self.call = ""
            return _line({**base, "type": "user", "message": message}), False
        self.call = f"toolu_{marker}"
        block = {"type": "tool_use", "id": self.call, "name": "Bash", "input": {"command": marker}}
        message = {
            "id": f"msg_{marker}",
            "role": "assistant",
            "model": "claude-opus-5-5",
            "content": [block],
            "stop_reason": "tool_use",
            "usage": {"input_tokens": 3, "output_tokens": 70, "cache_read_input_tokens": 9000},
        }
        return _line({**base, "type": "assistant", "message": message}), True


def _line(record: dict[str, object]) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def append(path: str, line: bytes) -> None:
    """Append one line in one write."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rate", type=float, default=200.0, help="lines a second")
    parser.add_argument("--lines", type=int, required=True)
    parser.add_argument("--seen", type=int, default=0, help="so many files get half of the lines")
    parser.add_argument("--seed", default="m", help="begins every marker")
    parser.add_argument("--fifo", type=Path, help="a byte goes there with every line")
    return parser.parse_args()


def main() -> None:
    """Append, at an even pace, to files at random; their names come on stdin."""
    got = arguments()
    files = [Transcript(line) for line in sys.stdin.read().splitlines()]
    for one in files:
        one.read_head()
    dice, pause = Random(got.seed), threading.Event()
    floor = os.open(got.fifo, os.O_WRONLY) if got.fifo else None
    print("ready", flush=True)
    began, said = time.perf_counter(), []
    for number in range(got.lines):
        pause.wait(max(0.0, began + number / got.rate - time.perf_counter()))
        is_seen = got.seen and dice.random() < 0.5
        one = dice.choice(files[: got.seen] if is_seen else files)
        line, is_call = one.next(f"{got.seed}{number:06}z")
        at = time.perf_counter()
        if floor is not None:
            os.write(floor, f"{at!r}\n".encode())
        append(one.path, line)
        said.append((f"{got.seed}{number:06}z" if is_call else "", one.path, at))
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
