"""Reads what earlier runs have taught."""

from __future__ import annotations

from core.files.watch import content
from core.lessons.patterns import past
from core.lessons.records import file_of, kept
from core.model.past import NO_PAST, Past

LARGEST = 1 << 22


def recalled(state: str, repository: str, runner: str) -> Past:
    """Give the past of a repository, by its git folder; nothing where none was kept."""
    found = kept(content(file_of(state, repository), LARGEST) or b"")
    return NO_PAST if found is None else past(found.runs, runner)
