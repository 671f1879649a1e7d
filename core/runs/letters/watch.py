"""Looks for questions that nobody has answered yet, and for what became of a message."""

from __future__ import annotations

import os
from contextlib import suppress
from enum import StrEnum

from core.runs.letters.records import question_of

LARGEST = 1 << 16


class Fate(StrEnum):
    """How far a message to an agent has come; what its agent says of it comes after that."""

    QUEUED = "queued"
    SENT = "sent"
    """Written to the agent."""
    UNSENT = "unsent"
    """Its agent ended before."""


def open_question(folder: str) -> str:
    """Give the first question of an attempt that no later message has answered, or nothing."""
    asked = _names(f"{folder}/questions")
    if not asked:
        return ""
    last = max((*_names(f"{folder}/inbox"), *_names(f"{folder}/sent")), default="")
    for name in asked:
        if name > last:
            with suppress(OSError), open(f"{folder}/questions/{name}", "rb") as file:
                if text := question_of(file.read(LARGEST)):
                    return text
    return ""


def messages(folder: str) -> int:
    """Count the messages that were put into an attempt's inbox, its prompt among them."""
    return len(_names(f"{folder}/inbox")) + len(_names(f"{folder}/sent"))


def fate(folder: str, name: str) -> Fate:
    """Say how far a message has come."""
    if os.path.exists(f"{folder}/sent/{name}.json"):
        return Fate.SENT
    return Fate.QUEUED if os.path.exists(f"{folder}/inbox/{name}.json") else Fate.UNSENT


def _names(folder: str) -> list[str]:
    """Give the files of a folder in their order; drafts have other names."""
    try:
        return sorted(name for name in os.listdir(folder) if name.endswith(".json"))
    except OSError:
        return []
