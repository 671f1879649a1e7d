"""What is true of a run that is over, by its folders, its branches and its rows alone.

It shares no code with the engine.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def faults(where: Path, rounds: int | Mapping[str, int]) -> list[str]:
    """Name what contradicts the promises: nothing lost, nothing twice, nothing unexplained."""
    (run,) = (where / "state/runs").iterdir()
    tasks, attempts, gate, journal = _rows(where / "state/state.db")
    found = [f"P5: {key} is {outcome}" for key, outcome in tasks.items() if outcome == "running"]
    if gate["permits"]:
        found.append(f"permits never given back: {gate['permits']}")
    folders = {f"{run.name}/{folder.name}": folder for folder in run.iterdir() if folder.is_dir()}
    found += [f"P3: nobody knows of {key}" for key in folders.keys() - attempts.keys()]
    for key, folder in folders.items():
        found += _folder_faults(key, folder)
    for task, outcome in tasks.items():
        began = [
            key
            for key, one in folders.items()
            if (one / "started.json").exists() and attempts.get(key) == task
        ]
        well = [key for key in began if _verdict(folders[key]).get("code") == 0]
        if len(well) > 1:
            found.append(f"P4: {task} was done {len(well)} times")
        if (outcome == "done") != bool(well):
            found.append(f"P4: {task} is {outcome}, and {well} ended well")
        name = task.rpartition("/")[2]
        wanted = rounds if isinstance(rounds, int) else rounds.get(name, 1)
        if outcome == "done" and len(began) == 1 and _commits(where, task) != wanted:
            found.append(f"P1: {task} has {_commits(where, task)} commits")
    found += _overlaps(folders, attempts) + _admitted_twice(journal)
    told = {key for kind, key in journal if kind == "unsent"}
    for key, folder in folders.items():
        found += _message_faults(key, folder, is_told=key in told)
    return found + _kept_faults(where / "state/state.db", folders)


def _message_faults(key: str, folder: Path, *, is_told: bool) -> list[str]:
    """Every message that was taken reached the agent once and in its turn, or that is told."""
    sent, unsent = (_names(folder / place) for place in ("sent", "unsent"))
    found = [f"D17: {name} of {key} was sent, and was not" for name in sent if name in unsent]
    if (folder / "inbox").exists() and not (folder / "exit.json").exists():
        found.append(f"D17: the inbox of {key} is open, and nobody reads it")
    if unsent[unsent[:1] == ["0000.json"] :] and not is_told:
        found.append(f"D17: nothing tells that {unsent} did not reach {key}")
    heard = [one["said"] for one in _stream(folder) if one.get("subtype") == "heard"]
    said = [(folder / "sent" / name).read_text().rstrip() + "\n" for name in sent[1:]]
    if heard and heard != said:
        found.append(f"D17: {key} heard {heard} of {said}")
    return found


def _names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.glob("*.json"))


def _stream(folder: Path) -> list[dict[str, Any]]:
    path = folder / "stream.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def _kept_faults(path: Path, folders: dict[str, Path]) -> list[str]:
    """No more retries than a task has, and the end of every attempt is written down, and why."""
    asked = """select attempt.key, number, retries, attempt.state, verdict from attempt
        join task on task.key = attempt.task"""
    found = []
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        for key, number, retries, state, word in db.execute(asked):
            if number > retries:
                found.append(f"P10: {key} is retry {number} of {retries}")
            has_run = key in folders and (folders[key] / "started.json").exists()
            verdict = json.loads(word) if word else {}
            really = _verdict(folders[key]).get("code") if has_run else None
            if has_run and state == "over" and verdict.get("code") != really:
                found.append(f"S4-33: {key} ended with {really}, and {verdict} is kept")
            if has_run and state == "over" and not verdict.get("because"):
                found.append(f"S4-33: nothing tells why {key} ended")
    return found


def _folder_faults(key: str, folder: Path) -> list[str]:
    began, claim = (folder / "started.json").exists(), folder / "claim"
    if began and not claim.exists():
        return [f"P3: {key} began without a claim"]
    if began and "revoked" in claim.read_text():
        return [f"P6: {key} began after it was called back"]
    return []


def _overlaps(folders: dict[str, Path], attempts: dict[str, str]) -> list[str]:
    """Two attempts at one task whose times overlap, by what they wrote themselves."""
    found, spans = [], {}
    for key, folder in folders.items():
        stream = folder / "stream.jsonl"
        if stream.exists() and (folder / "started.json").exists():
            spans[key] = ((folder / "started.json").stat().st_mtime, stream.stat().st_mtime)
    for key, (began, _) in spans.items():
        for other, (start, end) in spans.items():
            if other != key and attempts[other] == attempts[key] and start < began < end:
                found.append(f"P1: {key} began while {other} wrote")
    return found


def _admitted_twice(journal: list[tuple[str, str]]) -> list[str]:
    return [
        f"P3: {key} was admitted twice"
        for kind, key in set(journal)
        if kind == "admit" and journal.count((kind, key)) > 1
    ]


def _verdict(folder: Path) -> dict[str, Any]:
    path = folder / "exit.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


def _commits(where: Path, task: str) -> int:
    name = task.rpartition("/")[2]
    words = ["git", "rev-list", "--count", f"main..fan/{name}"]
    done = subprocess.run(words, cwd=where / "shop", capture_output=True, text=True, check=False)
    return int(done.stdout or 0)


def _rows(
    path: Path,
) -> tuple[dict[str, str], dict[str, str], dict[str, Any], list[tuple[str, str]]]:
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        tasks = dict(db.execute("select key, outcome from task"))
        attempts = dict(db.execute("select key, task from attempt"))
        (gate,) = db.execute("select document from gate").fetchone()
        journal = db.execute("select kind, subject from journal").fetchall()
    finally:
        db.close()
    return tasks, attempts, json.loads(gate), journal
