"""A thousand handoffs of a run: read from their folders, put together, and told as a document."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from core.handoffs.aggregate import gathered, results
from core.handoffs.watch import papers
from core.model.ground import TaskSeen
from core.model.results import Part
from core.model.run import Outcome
from core.model.worktree import Changes
from tests.bench.pairs import row
from tui.twins.results.written import results_document
from tui.twins.status import written

if TYPE_CHECKING:
    from collections.abc import Iterator

HANDOFFS, TIMES = 1000, 5
BUDGET_S = 1.0


def rows() -> Iterator[str]:
    """Measure it as `groundstop results` does, without git."""
    tasks = [
        TaskSeen(
            key=f"run/t{n}",
            run="run",
            id=f"t{n}",
            branch=f"fan/t{n}",
            role="QA",
            outcome=Outcome.DONE,
            attempts=1,
            attempt=f"run/t{n}",
            place=n,
        )
        for n in range(HANDOFFS)
    ]
    with tempfile.TemporaryDirectory(prefix="groundstop-bench-") as runs:
        for number, task in enumerate(tasks):
            folder = Path(runs, task.key)
            folder.mkdir(parents=True)
            (folder / "handoff.json").write_text(json.dumps(_work(number)))
            (folder / "checkpoints.jsonl").write_text('{"done": "a", "next": "b"}\n' * 3)
        took = median(_seconds(runs, tasks) for _ in range(TIMES))
    name = f"{HANDOFFS} handoffs read, aggregated and told"
    yield row(name, f"{took:.2f} s", "", took, BUDGET_S)


def _seconds(runs: str, tasks: list[TaskSeen]) -> float:
    began = time.perf_counter()
    found = papers(runs, tasks)
    parts = (
        Part(
            key=one.key,
            id=one.id,
            place=one.place,
            outcome=one.outcome,
            attempts=1,
            changes=Changes(files=(f"src/{one.place // 2}.py", f"tests/{one.place}.py")),
            checkpoints=found[one.key].checkpoints,
            handoff=found[one.key].handoff,
        )
        for one in tasks
    )
    whole = results(gathered(parts).values(), run="run")
    written(results_document(whole))
    return time.perf_counter() - began


def _work(number: int) -> dict[str, object]:
    return {
        "status": "complete",
        "summary": f"Part {number} is done, and its tests pass.",
        "deliverables": [f"src/{number}.py"],
        "findings": [
            {
                "topic": f"topic {number % 100}",
                "claim": f"{number % 3} ms",
                "evidence": ["test: x"],
            },
            {"topic": f"own {number}", "claim": "holds", "evidence": [f"src/{number}.py"]},
        ],
        "memoryCandidates": [{"text": f"Lesson {number % 50}.", "evidence": ["test: y"]}],
        "tests": [{"command": "pytest -q", "passed": True}],
        "blockers": [],
    }
