"""The document of a run's end as a schema; the same as in `documents.py`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tui.twins.records import PUBLISHED, Count, Record


class RunTask(Record):
    """One task of a run."""

    id: str
    state: Literal["queued", "working", "done", "escalated", "cancelled"]
    attempts: Count
    branch: str
    commits: Count | None
    """Since the task began; null where that cannot be told."""
    reason: str | None
    """Why it is not done."""


class Run(Record):
    """What became of a run."""

    schema_: Literal["groundstop.run/1"] = Field(alias="schema")
    run: str
    tasks: list[RunTask]


EVERY: dict[str, type[Record]] = {**PUBLISHED, "run": Run}
"""All documents by the names of their schemas."""
