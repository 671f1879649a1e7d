"""How an agent is started, by the name of its runner: command, environment, first message."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.model.runner import Runner

if TYPE_CHECKING:
    from core.model.plan import Plan, PlannedTask


def command(plan: Plan, task: PlannedTask, session: str, python: str, agent: str) -> list[str]:
    """Give the program and its arguments.

    `python` and `agent` are the interpreter and the file of the rehearsal's agent.
    """
    model = task.model or plan.model
    if plan.runner is Runner.REHEARSAL:
        words = [python, "-E", "-P", agent, "--session-id", session]
        return [*words, *(["--model", model] if model else [])]
    raise ValueError(plan.runner)


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
