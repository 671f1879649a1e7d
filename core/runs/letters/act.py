"""Puts a question where people look, and names messages so that they stay in their order."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import msgspec

from core.files.act import put
from core.runs.letters.records import Question

if TYPE_CHECKING:
    from datetime import datetime


def ask(folder: str, text: str, at: datetime) -> None:
    """Ask in an attempt's name; the question is open until a later message answers it."""
    os.makedirs(f"{folder}/questions", mode=0o700, exist_ok=True)
    question = Question(at=at.isoformat(), text=text)
    put(f"{folder}/questions/{stamp()}.json", msgspec.json.encode(question), folder)


def stamp() -> str:
    """Name something that comes after everything that was named before on this machine."""
    return f"{time.clock_gettime_ns(time.CLOCK_BOOTTIME):020}-{os.getpid()}"
