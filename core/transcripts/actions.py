"""What an agent did, in a few words: a tool call or a piece of text as one short line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.clean import clean
from core.transcripts.records import argument

if TYPE_CHECKING:
    from core.transcripts.records import Block

WORDS = 160
ARGUMENTS = (
    "command",
    "file_path",
    "notebook_path",
    "pattern",
    "description",
    "query",
    "url",
    "subject",
    "path",
    "skill",
    "to",
    "task_id",
    "shell_id",
    "bash_id",
    "question",
    "prompt",
)
TARGETS = ("task_id", "shell_id", "bash_id", "agentId")
ASKS = frozenset({"AskUserQuestion", "ExitPlanMode"})
"""Tools whose call is a question to a person."""
STOPS = frozenset({"TaskStop", "KillShell", "KillBash"})
"""Tools that end a background task."""


def call_words(block: Block, cwd: str) -> str:
    """Say a tool call: the tool, and the argument that tells most.

    Paths below `cwd` are shortened; an Agent call is said by its description.
    """
    names = ("description", *ARGUMENTS) if block.name in ("Agent", "Task") else ARGUMENTS
    what = argument(block.input, names)
    if cwd and what.startswith(cwd + "/"):
        what = what[len(cwd) + 1 :]
    return clean(f"{block.name} {what}".strip(), limit=WORDS)


def text_words(text: str) -> str:
    """Say a piece of text: its first line that is not empty."""
    first = next((line for line in text[:2000].splitlines() if line.strip()), "")
    return clean(first.strip(), limit=WORDS)


def target(block: Block) -> str:
    """Which background task a call names."""
    return argument(block.input, TARGETS)
