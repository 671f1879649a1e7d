"""Every recording of the real client is played byte for byte, at every moment of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.model.process import Life
from core.rehearsal.act import Player
from core.rehearsal.watch import recorded
from tests.core.rehearsal.clocks import HandClock
from tests.core.rehearsal.homes import sizes, transcripts

SAMPLES = Path(__file__).parents[2] / "samples"
NAMES = sorted(path.parent.name for path in SAMPLES.glob("*/fs-timeline.jsonl"))
HOME = "/home/dev/.claude/"


def told(name: str) -> list[dict[str, object]]:
    """The entries of a timeline that change a file whose bytes were kept."""
    lines = (SAMPLES / name / "fs-timeline.jsonl").read_text().splitlines()
    kept = []
    for line in lines:
        entry = json.loads(line)
        path = str(entry["path"])
        if not path.startswith(HOME) or ".key" in path or ".tmp." in path:
            continue
        entry["path"] = path.removeprefix(HOME)
        in_tree = (SAMPLES / name / "home/.claude" / entry["path"]).is_file()
        if "content" in entry or entry["ev"] == "remove" or entry.get("size") == 0 or in_tree:
            kept.append(entry)
    return kept


@pytest.mark.parametrize("name", NAMES)
async def test_a_recording_played_to_its_end_leaves_what_was_recorded(name: str) -> None:
    wanted = transcripts(str(SAMPLES / name / "home/.claude"))
    with Player(recorded(str(SAMPLES / name)), speed=1_000, base=HandClock()) as player:
        await player.play()

        assert wanted
        assert player.has_ended
        assert wanted == transcripts(player.claude_home)


@pytest.mark.parametrize("name", NAMES)
def test_at_every_step_each_file_has_the_size_of_that_moment(name: str) -> None:
    entries = told(name)
    with Player(recorded(str(SAMPLES / name)), base=HandClock()) as player:
        now: dict[str, int] = {}
        while changes := player.step():
            while entries and float(str(entries[0]["t"])) <= changes[0].at:
                entry = entries.pop(0)
                now.pop(str(entry["path"]), None)
                if entry["ev"] != "remove":
                    now[str(entry["path"])] = int(str(entry["size"]))

            assert now == sizes(player.claude_home)
        assert not entries or {"remove"} == {entry["ev"] for entry in entries}
        assert player.has_ended


def test_a_killed_client_is_dead_although_its_entry_stays() -> None:
    with Player(recorded(str(SAMPLES / "killed-mid-write"))) as player:
        player.jump(8)
        before = player.liveness(32290, "165259", player.now())
        player.jump(8.6)

        assert Life.ALIVE is before
        assert Life.GONE is player.liveness(32290, "165259", player.now())
        assert Path(player.claude_home, "sessions/32290.json").is_file()
