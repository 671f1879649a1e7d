"""A rehearsal agent: a real process that reads a prompt, works in its worktree, and commits.

It writes a transcript as Claude Code does, and the same lines to stdout. What it does is told by
words in its prompt: `sleep 3`, `fail`, `file src/a.txt`, `rounds 4`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

HOME = "CLAUDE_CONFIG_DIR"
WORD = re.compile(r"\b(sleep|fail|file|rounds)\b(?: (\S+))?")


class Transcript:
    """One session's file."""

    def __init__(self, session: str, model: str) -> None:
        self.session, self.model = session, model
        self.parent: str | None = None
        home = os.environ.get(HOME) or os.path.join(os.environ["HOME"], ".claude")
        slug = re.sub(r"[^A-Za-z0-9]", "-", os.getcwd())[:200]
        folder = Path(home, "projects", slug)
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{session}.jsonl"

    def write(self, kind: str, message: dict[str, object]) -> None:
        """Append one record, and tell it on stdout."""
        me = str(uuid.uuid4())
        record = {
            "parentUuid": self.parent,
            "isSidechain": False,
            "type": kind,
            "message": message,
            "uuid": me,
            "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds")[:-6] + "Z",  # noqa: TID251
            "userType": "external",
            "entrypoint": "sdk-cli",
            "cwd": os.getcwd(),
            "sessionId": self.session,
            "version": "2.1.329",
            "gitBranch": branch(),
        }
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
        said = {"type": kind, "message": message, "session_id": self.session}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
        self.parent = me

    def answer(self, content: list[dict[str, object]], stop: str) -> None:
        """Write one answer of the model."""
        usage = {"input_tokens": 900, "output_tokens": 120}
        usage |= {"cache_creation_input_tokens": 400, "cache_read_input_tokens": 5200}
        self.write(
            "assistant",
            {
                "id": f"msg_{uuid.uuid4().hex[:20]}",
                "type": "message",
                "role": "assistant",
                "model": self.model,
                "content": content,
                "stop_reason": stop,
                "usage": usage,
            },
        )


def branch() -> str:
    """Name the branch that this worktree is on."""
    return git("branch", "--show-current")


def git(*words: str) -> str:
    """Ask git, in this worktree only."""
    names = {"GIT_AUTHOR_NAME": "rehearsal", "GIT_AUTHOR_EMAIL": "rehearsal@localhost"}
    names |= {"GIT_COMMITTER_NAME": "rehearsal", "GIT_COMMITTER_EMAIL": "rehearsal@localhost"}
    done = subprocess.run(  # noqa: S603, no shell
        ["git", *words],  # noqa: S607, the user's own git
        env={**os.environ, **names},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


def main() -> int:
    """Read one prompt, do what it says, end."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--session-id", default=str(uuid.uuid4()))
    parser.add_argument("--model", default="claude-sonnet-4-5")
    parser.add_argument("--speed", type=float, default=1.0)
    asked = parser.parse_args()
    told = json.loads(sys.stdin.readline())
    text = "".join(block.get("text", "") for block in told["message"]["content"])
    words = dict(WORD.findall(text))
    transcript = Transcript(asked.session_id, asked.model)
    transcript.write("user", {"role": "user", "content": text})
    for number in range(int(words.get("rounds", "3"))):
        time.sleep(float(words.get("sleep", "2")) / asked.speed)  # noqa: TID251, it imports nothing of ours
        edit(transcript, words.get("file") or f"rehearsal-{asked.session_id[:8]}.txt", number)
    if "fail" in words:
        sys.stderr.write("it could not be done\n")
        return 1
    transcript.answer([{"type": "text", "text": "Done."}], "end_turn")
    return 0


def edit(transcript: Transcript, name: str, number: int) -> None:
    """Change a file, commit it, and tell both."""
    call = f"toolu_{uuid.uuid4().hex[:20]}"
    path = Path(os.getcwd(), name).resolve()
    if not path.is_relative_to(Path(os.getcwd()).resolve()):
        return
    arguments = {"file_path": str(path), "content": f"round {number}"}
    transcript.answer(
        [{"type": "tool_use", "id": call, "name": "Write", "input": arguments}], "tool_use"
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"round {number}\n")
    git("add", "--", str(path))
    git("commit", "-qm", f"Round {number} of the rehearsal")
    result = {"type": "tool_result", "tool_use_id": call, "content": "written"}
    transcript.write("user", {"role": "user", "content": [result]})


if __name__ == "__main__":
    sys.exit(main())
