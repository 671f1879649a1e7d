"""The built-in scene is thirty agents in the client's own format, and shows every state."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from core.projects.whose import whose
from core.rehearsal.act import Player
from core.rehearsal.change import Change, Kind, Where
from core.rehearsal.incidents.scene import SPEED, demo, scene, slug
from core.transcripts import records
from tests.core.rehearsal.clocks import HandClock

if TYPE_CHECKING:
    from pathlib import Path

REPOSITORY = "/tmp/stage/repository"  # noqa: S108, nothing is written there


@pytest.fixture(scope="module")
def changes() -> list[Change]:
    return scene(7, REPOSITORY)


def contents(changes: list[Change]) -> dict[str, bytes]:
    """What each transcript has become in the end."""
    found: dict[str, bytes] = defaultdict(bytes)
    for one in changes:
        if one.path.endswith(".jsonl"):
            assert isinstance(one.content, bytes)
            found[one.path] += one.content
    return found


def test_the_same_seed_gives_the_same_bytes(changes: list[Change]) -> None:
    assert changes == scene(7, REPOSITORY)
    assert changes != scene(8, REPOSITORY)


def test_every_line_is_a_record(changes: list[Change]) -> None:
    for content in contents(changes).values():
        assert content.endswith(b"\n")
        for raw in content.splitlines():
            line = records.line(raw)
            assert line is not None
            assert line.type


def test_every_file_is_written_forward_in_time(changes: list[Change]) -> None:
    latest: dict[str, float] = {}
    for one in changes:
        assert latest.get(one.path, 0) <= one.at
        latest[one.path] = one.at


def test_records_land_just_after_their_time(changes: list[Change]) -> None:
    for one in changes:
        if not one.path.endswith(".jsonl") or not isinstance(one.content, bytes):
            continue
        stamps = [json.loads(raw).get("timestamp", "") for raw in one.content.splitlines()]
        assert sorted(filter(None, stamps)) == list(filter(None, stamps))


def test_a_transcript_is_announced_before_it_comes(changes: list[Change]) -> None:
    first = {one.path: one.at for one in reversed(changes)}
    agents = [path for path in first if "/subagents/" in path and path.endswith(".jsonl")]

    assert 22 == len(agents)
    for path in agents:
        assert first[path.removesuffix(".jsonl") + ".meta.json"] < first[path]


def test_an_answer_names_its_request(changes: list[Change]) -> None:
    for content in contents(changes).values():
        lines = [json.loads(raw) for raw in content.splitlines()]
        asked = {line["id"] for line in lines if line["type"] == "api-request"}
        answers = [line for line in lines if "requestRef" in line]
        known = {None, *(line.get("uuid") for line in lines)}

        assert answers
        assert asked >= {line["requestRef"] for line in answers}
        assert known >= {line["parentUuid"] for line in lines if "parentUuid" in line}


def test_the_scene_lasts_a_minute_and_a_half(tmp_path: Path) -> None:
    with Player(demo(), speed=SPEED, base=HandClock(), parent=str(tmp_path)) as player:
        assert 80 < player.duration / player.speed <= 90


def sizes(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def test_the_scene_is_played_again_as_it_was(tmp_path: Path) -> None:
    with Player(demo(), base=HandClock(), parent=str(tmp_path)) as player:
        player.jump(250)
        first = sizes(tmp_path)
        player.restart()
        player.jump(250)

        assert first == sizes(tmp_path)


def test_records_say_the_repository_of_the_stage(changes: list[Change]) -> None:
    for one in changes:
        if one.where is Where.HOME and one.path.endswith(".jsonl"):
            assert isinstance(one.content, bytes)
            assert whose(one.path.removeprefix("projects/")) is not None
            for raw in one.content.splitlines():
                assert json.loads(raw).get("cwd", REPOSITORY).startswith(REPOSITORY)
        elif one.where is Where.REPOSITORY:
            assert not one.path.startswith(("/", ".."))


def test_the_first_change_of_a_path_creates_it(changes: list[Change]) -> None:
    grown = {one.path for one in changes if one.kind is Kind.GROW}
    first = {one.path: one.kind for one in reversed(changes)}

    assert {Kind.CREATE} == {first[path] for path in grown}


def test_a_slug_has_one_dash_a_utf_16_unit() -> None:
    assert "-home-dev-a-b-c-d---" == slug("/home/dev/a.b_c d-é日")
    assert "-a--" == slug("/a🚀")
