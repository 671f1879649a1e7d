"""Were the retries what the table says, and is what came of every attempt kept?"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.run import Task
    from tests.simulation.history import Happening

WAITS = {1: 30.0, 2: 120.0, 3: 120.0}
"""Seconds before a retry (decisions, table)."""
EARLY = 1e-6
IN_VAIN = 10
"""Starts in vain after which a person is asked."""
FREE = ("well", "account")
"""Ends that spend no retry."""
RETRY = re.compile(r"-retry-(\d+)")
START = re.compile(r"\+\d+$")


class Retries:
    """Reads the ends of attempts, and what was done about each."""

    def __init__(self, tasks: dict[str, Task]) -> None:
        self._tasks = tasks
        self._ran: set[str] = set()
        self._natures: dict[str, str] = {}
        self._spent: Counter[str] = Counter()
        self._last: dict[str, tuple[float, str]] = {}
        """Of each task, when its last failure was learnt, and of which nature it was."""
        self._granted: set[tuple[str, int]] = set()
        self._starts: Counter[str] = Counter()
        self._stopped: set[str] = set()
        self._refused: set[str] = set()
        self._codes: dict[str, float] = {}
        self._kept: dict[str, tuple[str, ...]] = {}

    def read(self, line: Happening) -> Iterator[tuple[str, str]]:
        """Take one line; name the promises that it breaks, and why."""
        match line.what:
            case "began" if line.whom.startswith("agent "):
                self._ran.add(line.whom.removeprefix("agent "))
            case "fell" if "handed in" in line.with_:
                self._natures.setdefault(line.whom, line.with_[0])
            case "told":
                self._natures[line.whom], self._codes[line.whom] = line.with_[0], line.number
            case "given back":
                self._ended(line)
            case "granted":
                yield from self._begun(line)
            case "escalated":
                yield from self._given_up(line)
            case "cancelled" if line.whom not in self._stopped:
                yield "P5", "cancelled, and nobody has ordered that"
            case _:
                self._learn(line)

    def _learn(self, line: Happening) -> None:
        match line.what:
            case "stop":
                self._stopped.add(line.whom)
            case "said" if line.with_ == ("before", "no"):
                self._refused.add(task_of(line.whom))
            case "kept":
                self._kept[line.whom] = line.with_
            case _:
                pass

    def _ended(self, line: Happening) -> None:
        task = task_of(line.whom)
        if line.whom not in self._ran:
            self._starts[task] += 1
            return
        nature = self._natures.get(line.whom, "passing")
        if nature not in FREE:
            self._spent[task] += 1
            self._last[task] = line.at, nature

    def _begun(self, line: Happening) -> Iterator[tuple[str, str]]:
        task = self._tasks[task_of(line.whom)]
        retry = int(found[1]) if (found := RETRY.search(line.whom)) else 0
        if retry > task.retries or retry > max(WAITS):
            yield "P10", f"retry {retry} of {task.retries}"
        if retry != self._spent[task.key]:
            yield "S1-05", f"retry {retry} after {self._spent[task.key]} failures of its own"
        is_first = (task.key, retry) not in self._granted
        self._granted.add((task.key, retry))
        at, nature = self._last.get(task.key, (-1e9, ""))
        if nature == "hopeless" or (nature == "unknown" and retry > 1):
            yield "S4-47", f"retry {retry}, and the last failure was {nature}"
        waits = is_first and retry in WAITS and nature != "incomplete"
        if waits and line.at - at < WAITS[retry] - EARLY:
            yield "P10", f"waited only {line.at - at:.1f} s"

    def _given_up(self, line: Happening) -> Iterator[tuple[str, str]]:
        task = self._tasks[line.whom]
        spent, (_, nature) = self._spent[task.key], self._last.get(task.key, (0.0, ""))
        is_due = spent > (min(task.retries, 1) if nature == "unknown" else task.retries)
        in_vain = self._starts[task.key] >= IN_VAIN or task.key in self._refused
        if not (is_due or in_vain or nature == "hopeless"):
            yield "S4-42", f"given up on after {spent} failures, {task.retries} retries it has"

    def end(self) -> Iterator[tuple[str, str, str]]:
        """Name the attempts whose end is not written down as it was."""
        for attempt in sorted(one for one in self._ran if task_of(one) in self._tasks):
            standing, code, because = self._kept.get(attempt, ("", "", ""))
            told = self._codes.get(attempt)
            really = ("lost", "None") if told is None else ("ended", f"{told:.0f}")
            if (standing, code) != really or not because:
                kept = f"{standing} {code} {because}".strip() or "nothing"
                yield "S4-33", attempt, f"ended as {' '.join(really)}, and {kept} is kept of that"


def task_of(attempt: str) -> str:
    """Give the task of an attempt, by its name."""
    return START.sub("", RETRY.sub("", attempt))
