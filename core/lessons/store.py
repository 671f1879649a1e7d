"""Keeps what runs have taught, a small file a repository; the engine alone writes it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from core.files.act import put
from core.files.watch import content
from core.lessons.records import Kept, encode, file_of, kept
from core.lessons.watch import LARGEST

if TYPE_CHECKING:
    from core.model.past import PastRun

MOST = 20
"""Runs that are kept of one repository. Source: ours."""


def keep(state: str, repository: str, run: PastRun) -> None:
    """Write down one run in place of what was known of it; the oldest go when there are many.

    A file of a later version stays as it is.
    """
    path = file_of(state, repository)
    before = kept(content(path, LARGEST) or b"")
    if before is None:
        return
    others = [one for one in before.runs if one.run != run.run]
    runs = sorted([*others, run], key=lambda one: one.at)[-MOST:]
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    put(path, encode(Kept(repository=repository, runs=tuple(runs))))
