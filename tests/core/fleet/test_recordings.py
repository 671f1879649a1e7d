"""The truth of every recording, moment by moment, through the whole reading side."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.fleet.frames import Fleet
from core.model.events import Heard, Lives, Lost
from core.model.process import Life, Registry
from core.model.signs import Transcript
from core.processes.records import registered
from core.projects.watch import walk
from core.tail import UNOPENED
from core.transcripts.watch import follow, read_meta

if TYPE_CHECKING:
    from core.model.files import Found
    from core.model.frame import Frame

SAMPLES = Path(__file__).parents[2] / "samples"
RECORDINGS = sorted(path.parent.name for path in SAMPLES.glob("*/states.toml"))
ROOT = "/home/dev/.claude/"


class Disk:
    """A recording laid out on disk as it was at one instant, and what a live observer saw."""

    def __init__(self, recording: str, home: Path) -> None:
        self._source = SAMPLES / recording / "home/.claude"
        self._home = home
        lines = (SAMPLES / recording / "fs-timeline.jsonl").read_text().splitlines()
        self._timeline = [json.loads(line) for line in lines]
        marks = SAMPLES / recording / "marks.jsonl"
        entries = (
            [json.loads(line) for line in marks.read_text().splitlines()] if marks.exists() else []
        )
        self._kill = next((one["t"] for one in entries if "kill" in one["mark"]), float("inf"))
        self._entries: dict[str, tuple[float, str]] = {}
        self._done = 0
        self._read: dict[str, tuple] = {}
        self.fleet = Fleet()

    def go_to(self, at: float) -> None:
        """Let everything happen up to an instant, each change seen as it comes."""
        while self._done < len(self._timeline) and self._timeline[self._done]["t"] <= at:
            self._apply(self._timeline[self._done])
            self._done += 1
        self._hear(at)

    def _apply(self, change: dict) -> None:
        path, gone = change["path"], change["ev"] == "remove"
        if not path.startswith(ROOT) or change.get("link"):
            return
        name = path[len(ROOT) :]
        if name.startswith("sessions/") and name.endswith(".json"):
            if gone:
                self._entries.pop(name, None)
            elif change.get("content"):
                self._entries[name] = (change["t"], change["content"])
            self.fleet.fold(Lives(registry=self.registry(change["t"])), when(change["t"]))
        if not name.startswith("projects/"):
            return
        target = self._home / name
        if gone:
            target.unlink(missing_ok=True)
        elif name.endswith(".meta.json") and change.get("content"):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(change["content"])
        elif name.endswith(".jsonl") and (self._source / name).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            content = (self._source / name).read_bytes()[: change["size"]]
            written = target.stat().st_size if target.exists() else 0
            with target.open("ab") as file:
                file.write(content[written:])

    def registry(self, at: float) -> Registry:
        """The registry as it was, its processes as the recording says."""
        found = []
        for began, content in self._entries.values():
            entry = registered(content.encode())
            if entry is not None:
                dead = began < self._kill <= at
                found.append(replace(entry, life=Life.GONE if dead else Life.ALIVE))
        return Registry(exists=True, entries=tuple(found))

    def _hear(self, at: float) -> None:
        fresh, lost = self.look(self._read)
        self.fleet.fold(Heard(transcripts=tuple(fresh)), when(at))
        self.fleet.fold(Lost(paths=tuple(lost)), when(at))
        self.fleet.fold(Lives(registry=self.registry(at)), when(at))

    def look(self, read: dict[str, tuple]) -> tuple[list, list[str]]:
        """Read on in every transcript that is there."""
        found = walk(str(self._home / "projects"))
        for file in found.files:
            before, bookmark = read.get(file.path, (None, UNOPENED))
            transcript, bookmark = follow(file, before, bookmark)
            read[file.path] = (replace(transcript, meta=read_meta(file.path)), bookmark)
        here = {file.path for file in found.files}
        announced = [announce(path, meta) for path, meta in found.metas.items() if path not in here]
        return [one for one, _ in read.values()] + announced, []

    def at_once(self, at: float) -> Frame:
        """What a fresh process sees that looks once."""
        fleet = Fleet()
        fresh, _ = self.look({})
        fleet.fold(Heard(transcripts=tuple(fresh)), when(at))
        fleet.fold(Lives(registry=self.registry(at)), when(at))
        return fleet.frame(when(at))


def announce(path: str, meta: Found) -> Transcript:
    return Transcript(
        path=path,
        session_id=meta.session_id,
        agent_id=meta.agent_id,
        exists=False,
        meta=read_meta(path),
    )


def when(at: float) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)


def compare(frame: Frame, moment: dict, agents: dict[str, str]) -> list[str]:
    """Every difference between a frame and what must be, as a line."""
    by_id = {agent.id.agent_id or f"main:{agent.id.session_id}": agent for agent in frame.agents}
    wrong = []
    for alias, state in moment["states"].items():
        agent = by_id.get(agents[alias])
        found = agent.diagnosis if agent else None
        if found is None or found.state != state:
            wrong.append(f"{alias}: must be {state}, is {found}")
            continue
        cause = moment.get("causes", {}).get(alias)
        if cause and found.cause != cause:
            wrong.append(f"{alias}: cause must be {cause}, is {found}")
        is_main = agents[alias].startswith("main:")
        if not is_main and found.revived != (alias in moment.get("revived", ())):
            wrong.append(f"{alias}: revived is {found.revived}")
    wrong += [f"{alias}: has a row" for alias in moment.get("absent", ()) if agents[alias] in by_id]
    return wrong


@pytest.mark.parametrize("recording", RECORDINGS)
@pytest.mark.requirement("S0-17", "S2-01")
def test_every_agent_is_what_it_was_at_every_moment(recording: str, tmp_path: Path) -> None:
    truth = tomllib.loads((SAMPLES / recording / "states.toml").read_text())
    disk = Disk(recording, tmp_path)
    wrong = []
    for moment in sorted(truth["moment"], key=lambda one: one["at"]):
        disk.go_to(moment["at"])
        for way, frame in (
            ("live", disk.fleet.frame(when(moment["at"]))),
            ("once", disk.at_once(moment["at"])),
        ):
            differences = compare(frame, moment, truth["agents"])
            wrong += [
                f"{moment['at']} {moment['label']} ({way}): {line} [{moment['because']}]"
                for line in differences
            ]

    assert [] == wrong
