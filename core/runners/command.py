"""How an agent is started, by its runner: command, environment, first message."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.model.runner import Runner

if TYPE_CHECKING:
    from core.model.plan import Plan, PlannedTask

SPOKEN = ("--input-format", "stream-json", "--output-format", "stream-json", "--verbose")
REPLAYED = "--replay-user-messages"
"""A message that was taken up is said again: the only proof that it was (`claude-code.md` 3)."""
OURS = ("checkpoint", "ask")
"""The commands of ours that an agent may always run (decisions 5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """What is needed to start agents; absolute paths."""

    python: str
    agent: str
    """The rehearsal's agent."""
    groundstop: str
    """This program, for the agents themselves."""


def command(plan: Plan, task: PlannedTask, session: str, programs: Programs) -> list[str]:
    """Give the program and its arguments."""
    named = ("--model", model) if (model := task.model or plan.model) else ()
    if plan.runner is Runner.REHEARSAL:
        words = (programs.python, "-E", "-P", programs.agent, "--session-id", session)
        return [*words, *named]
    mode = plan.permission_mode
    asked = ("--permission-mode", mode) if mode not in ("", "default") else ()
    ours = (f"Bash({programs.groundstop} {one} *)" for one in OURS)
    return [
        *(plan.program, "-p", *SPOKEN, REPLAYED, "--session-id", session, *named, *asked),
        *("--allowedTools", *plan.allowed_tools, *ours),
    ]


def rehearsing(address: str) -> dict[str, str]:
    """Give the environment that lets an agent meet the pretended API, and never the real one."""
    return {
        "ANTHROPIC_BASE_URL": address,
        "ANTHROPIC_API_KEY": "rehearsal",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


def message(text: str) -> bytes:
    """Write a message as an agent takes it on stdin, one line."""
    said = {"role": "user", "content": [{"type": "text", "text": text}]}
    return json.dumps({"type": "user", "message": said}).encode() + b"\n"
