"""Notes an attempt's latest snapshot where every face finds it without asking git."""

from __future__ import annotations

import msgspec

from core.files.act import put
from core.runs.saved.records import NAME, Note


def note(folder: str, number: int, tokens: int) -> None:
    """Write down, in an attempt's run folder, that its files are safe as they are now."""
    put(f"{folder}/{NAME}", msgspec.json.encode(Note(number=number, tokens=tokens)))
