"""One checker a promise: each gives a figure, beside the bound that it must keep."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.crash import audit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.scene import Scene
    from tests.crash.witness import Seen

PROMISES = {
    "P1": "live writers on one branch",
    "P2": "live agents beyond the slots",
    "P3": "starts of one attempt",
    "P4": "starts of a task after it was done",
    "P5": "tasks without an outcome",
    "P6": "seconds from a pause to the last start",
    "P7": "seconds by which a start came too early",
    "P8": "agents that died with an engine or a screen",
    "P9": "seconds to re-adopt every agent and learn every end",
    "P10": "seconds by which a retry came too early",
    "P11": "seconds that a screen was behind, unmarked",
    "P13": "engines that began with a lost memory",
    "P14": "files that a read-only look changed",
    "D17": "messages that are lost, or came twice",
    "S4-33": "attempts whose end is not kept",
    "S4-46": "seconds by which an agent was ended too early",
}
BOUNDS = {"P1": 1.0, "P3": 1.0, "P6": 1.0, "P9": 2.0, "P11": 1.0}
"""The others: nought."""
CLOCKS = 0.005
"""Seconds between two readings of clocks that belong together."""


class Skipped(Exception):  # noqa: N818, no error
    """It cannot be tried here."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured of a promise."""

    promise: str
    value: float

    @property
    def is_kept(self) -> bool:
        """Whether it keeps its bound."""
        return self.value <= BOUNDS.get(self.promise, 0.0)

    def __str__(self) -> str:
        return f"{self.promise}={self.value:.3g}"


def figures(scene: Scene, seen: Seen, rounds: int = 1) -> list[Figure]:
    """Measure what every fault must leave whole: P1 to P5, P7; audit faults count, too."""
    runs = scene.where / "state/runs"
    ground = scene.seen()
    found = audit.faults(scene.where, rounds)
    extra = {name: sum(fault.startswith(f"{name}:") for fault in found) for name in PROMISES}
    return [
        Figure("P1", seen.on_one_branch + extra["P1"]),
        Figure("P2", max(0, seen.live - scene.plan.pace.total)),
        Figure("P3", max(1, seen.most_often) + extra["P3"]),
        Figure("P4", _after_done(runs) + extra["P4"]),
        Figure("P5", sum(not task.is_settled for task in ground.tasks) + extra["P5"]),
        Figure("P7", max(0.0, scene.plan.pace.spacing - _gap(scene) - CLOCKS)),
        *(Figure(name, extra[name]) for name in ("P10", "D17", "S4-33")),
    ]


def last_start(runs: Path) -> float:
    """Give the wall time of the latest claim of a shim, as the kernel stamped it."""
    claims = (path for path in runs.glob("*/*/claim") if b"revoked" not in path.read_bytes())
    return max((path.stat().st_ctime for path in claims), default=0.0)


def _after_done(runs: Path) -> int:
    done, began = dict[str, float](), dict[str, list[float]]()
    for folder in runs.glob("*/*"):
        task = folder.name.partition("-retry-")[0].partition("+")[0]
        verdict = folder / "exit.json"
        if verdict.exists() and json.loads(verdict.read_text()).get("code") == 0:
            at = verdict.stat().st_mtime
            done[task] = min(at, done.get(task, at))
        if (folder / "started.json").exists():
            began.setdefault(task, []).append((folder / "claim").stat().st_ctime)
    return sum(at > end for task, end in done.items() for at in began.get(task, []))


def _gap(scene: Scene) -> float:
    """Give the shortest time between two permits of one boot, by the kernel's own clock."""
    path = scene.where / "state/state.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        asked = "select document from journal where kind = 'admit' order by id"
        rows = [json.loads(document) for (document,) in db.execute(asked)]
    marks = [row["gate"]["last"] for row in rows if row["gate"].get("last")]
    starts = sorted({(mark["boot"], mark["start"]) for mark in marks})
    gaps = (b[1] - a[1] for a, b in pairwise(starts) if a[0] == b[0])
    return min(gaps, default=float("inf"))
