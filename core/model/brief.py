"""What a brief's template may ask for: the first message of every attempt of a plan."""

from __future__ import annotations

PLACEHOLDERS = {
    "prompt": "the task's own text",
    "worktree": "where the agent works",
    "branch": "the branch that it commits on",
    "checkpoint": "the command that saves what is done",
    "ask": "the command that asks a person",
    "handoff": "the file in which it hands its work in",
    "reasons": "how earlier attempts ended, and how to go on; empty at the first",
    "last_checkpoint": "what the latest attempt wrote down last; empty at the first",
}
REQUIRED = "prompt"
"""Without it an agent would not be told its task."""
LARGEST = 1 << 16
"""Characters of a template."""
