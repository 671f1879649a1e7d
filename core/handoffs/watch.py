"""What agents write: S4's files in their repositories, checkpoints and handoffs in run folders."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.clean import clean
from core.files.watch import content
from core.handoffs.records import (
    checkpoints,
    escalations,
    handoff,
    handoff_file,
    spawned,
    status_file,
)
from core.model.handoff import Broken, Papers
from core.model.run import Outcome, attempt_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from core.handoffs.records import StatusFile
    from core.model.ground import TaskSeen
    from core.model.handoff import Checkpoint, Handoff

BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)
"""What an attempt's name has behind that of its task."""
LIMIT = 1 << 20
FILES = 2000


def look(
    roots: Iterable[str], folder: str = "data"
) -> tuple[list[tuple[StatusFile, str, str]], dict[str, tuple[str, ...]]]:
    """Read S4's layout below each root: (status file, path, root), and missing deliverables.

    A status file wins over the spawn registry's word on the same agent, and of several status
    files, as checkouts of one repository have them, the latest: what counts stands later.
    """
    registered: list[tuple[StatusFile, str, str]] = []
    found: list[tuple[StatusFile, str, str]] = []
    missing: dict[str, tuple[str, ...]] = {}
    told_of: dict[str, str] = {}
    for root in sorted(set(roots)):
        base = f"{root}/{folder}"
        registry = f"{base}/spawn-registry.json"
        registered += [(one, registry, root) for one in spawned(content(registry, LIMIT) or b"[]")]
        for path in _files(f"{base}/agent-status"):
            one = status_file(content(path, LIMIT) or b"", Path(path).stem)
            if one is not None:
                found.append((one, path, root))
        told_of |= escalations(content(f"{base}/escalations.txt", LIMIT) or b"")
        for path in _files(f"{base}/handoffs"):
            told = handoff_file(content(path, LIMIT) or b"")
            if told is not None:
                missing[told.agent_id] = absent(told.deliverables, root)
    found.sort(key=lambda one: (one[0].updated_at is not None, one[0].updated_at))
    return [_escalated(one, told_of) for one in registered + found], missing


def _escalated(
    one: tuple[StatusFile, str, str], told_of: Mapping[str, str]
) -> tuple[StatusFile, str, str]:
    """Give an agent that was escalated as one that a person must look at, unless it is done."""
    file, path, root = one
    why = told_of.get(file.agent_id)
    if why is None or file.status in ("complete", "completed"):
        return one
    return replace(file, status="escalated", finding=why), path, root


def papers(runs: str, tasks: Sequence[TaskSeen]) -> dict[str, Papers]:
    """Read what the agents of these tasks have written, by task; `runs` is the folder of all runs.

    Of several attempts the handoff of the latest counts, else the one that was handed in last.
    """
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for task in tasks:
        ids[task.run].add(task.id)
    folders = {run: _attempts(_names(f"{runs}/{run}"), mine) for run, mine in ids.items()}
    return {one.key: _papers(runs, one, folders[one.run].get(one.id, ())) for one in tasks}


def handed_in(root: str, folder: str = "data") -> tuple[list[Handoff], list[Broken]]:
    """Read the handoffs of S4's layout below a root, the latest of each agent, and broken ones.

    An agent's end is the last update of its status file where the handoff tells no time (S4-15).
    """
    files = _files(f"{root}/{folder}/agent-status")
    known = (status_file(content(path, LIMIT) or b"", Path(path).stem) for path in files)
    updated = {one.agent_id: one.updated_at for one in known if one is not None}
    found: dict[str, Handoff] = {}
    broken: list[Broken] = []
    for path in _files(f"{root}/{folder}/handoffs"):
        told = handoff(content(path, LIMIT) or b"")
        if isinstance(told, str):
            broken.append(Broken(path=clean(path), because=told))
            continue
        at = told.at or updated.get(told.agent)
        told = replace(told, at=at, missing=absent(told.deliverables, root))
        before = found.get(told.agent)
        if before is None or (before.at or BEFORE_ALL) <= (at or BEFORE_ALL):
            found[told.agent] = told
    return [*found.values()], broken


def open_blockers(runs: str, tasks: Sequence[TaskSeen]) -> tuple[str, ...]:
    """Name the critical blockers of runs that are not over (S4-50), as `task: blocker`.

    One is closed when its task is done, given up or taken over, or when a later attempt hands in
    without it.
    """
    unfinished = {one.run for one in tasks if not one.is_settled}
    closed = (Outcome.DONE, Outcome.CANCELLED, Outcome.TAKEN)
    asked = [
        one for one in tasks if one.run in unfinished and one.outcome not in closed and one.attempts
    ]
    found = papers(runs, asked)
    return tuple(
        f"{task.id}: {one.text}"
        for task in asked
        if (told := found[task.key].handoff) is not None
        for one in told.blockers
        if one.is_critical
    )


def absent(names: Iterable[str], root: str) -> tuple[str, ...]:
    """Name what is not there; names that lead out of the repository are not looked at."""
    inside = (
        name
        for name in names
        if not name.startswith(("/", "-")) and ".." not in name.split("/") and "://" not in name
    )
    return tuple(name for name in inside if not os.path.exists(f"{root}/{name}"))


def _papers(runs: str, task: TaskSeen, attempts: Iterable[str]) -> Papers:
    handoffs: list[tuple[bool, Handoff]] = []
    lines: list[Checkpoint] = []
    broken: list[Broken] = []
    for name in attempts:
        path = f"{runs}/{task.run}/{name}"
        lines += checkpoints(content(f"{path}/checkpoints.jsonl", LIMIT) or b"")
        raw = content(f"{path}/handoff.json", LIMIT)
        told = handoff(raw, task.id) if raw is not None else None
        if isinstance(told, str):
            broken.append(Broken(path=clean(f"{path}/handoff.json"), because=told))
        elif told is not None:
            told = replace(told, agent=task.id, attempt=clean(f"{task.run}/{name}"))
            handoffs.append((told.attempt == task.attempt, told))
    lines.sort(key=lambda one: one.at or BEFORE_ALL)
    latest = max(handoffs, key=lambda one: (one[0], one[1].at or BEFORE_ALL), default=None)
    last = latest[1] if latest is not None else None
    if last is not None and os.path.isdir(task.worktree):
        last = replace(last, missing=absent(last.deliverables, task.worktree))
    return Papers(handoff=last, checkpoints=tuple(lines), broken=tuple(broken))


def _attempts(names: Iterable[str], tasks: Container[str]) -> dict[str, list[str]]:
    """Give the folders of each task's attempts."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        task = attempt_of(name).task
        if task in tasks:
            found[task].append(name)
    return found


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _files(folder: str) -> Iterator[str]:
    try:
        names = sorted(os.listdir(folder))[:FILES]
    except OSError:
        return
    for name in names:
        if name.endswith(".json"):
            yield f"{folder}/{name}"
