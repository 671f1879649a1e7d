"""Reads what the earlier attempts at a task have come to."""

from __future__ import annotations

import glob
import re
from pathlib import Path
from typing import TYPE_CHECKING

from core.attempts.watch import remembered
from core.model.run import Standing

if TYPE_CHECKING:
    from core.model.run import Verdict

_NUMBERED = re.compile(r"(-retry-\d+)?(\.\d+)?$")


def earlier(folder: str) -> list[Verdict]:
    """Give how the task's other attempts ended that have run, the first one first."""
    mine = Path(folder)
    task = _NUMBERED.sub("", mine.name)
    found = []
    for other in mine.parent.glob(f"{glob.escape(task)}*"):
        begun, verdict = remembered(str(other))
        if begun is not None and verdict is not None:
            is_ours = begun.attempt.task == f"{mine.parent.name}/{task}"
            if is_ours and verdict.standing in (Standing.ENDED, Standing.LOST):
                found.append((begun.attempt.number, begun.attempt.start, verdict))
    return [one for _, _, one in sorted(found, key=lambda each: each[:2])]
