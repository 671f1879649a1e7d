"""A recording is found below the folder that a person names, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import Misuse
from core.rehearsal.change import Kind, Slice
from core.rehearsal.watch import recorded

SAMPLES = Path(__file__).parents[2] / "samples"
LINE = '{"type":"user","timestamp":"2026-11-20T14:07:01.000Z"}\n'


def put(path: Path, text: str = LINE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize("home", ["home/.claude", ".claude", "."])
def test_the_tree_may_lie_in_several_places(tmp_path: Path, home: str) -> None:
    put(tmp_path / home / "projects/-src/6f1c.jsonl")

    (found,) = recorded(str(tmp_path)).changes

    assert ("projects/-src/6f1c.jsonl", Kind.CREATE) == (found.path, found.kind)


def test_without_a_timeline_all_lines_are_played() -> None:
    folder = SAMPLES / "healthy-fanout/home"
    found = recorded(str(folder)).changes
    ends = {one.path: one.content.end for one in found if isinstance(one.content, Slice)}
    files = [path for path in folder.rglob("*.jsonl") if path.is_file()]

    assert {
        str(path.relative_to(folder / ".claude")): path.stat().st_size for path in files
    } == ends
    assert sorted(one.at for one in found) == [one.at for one in found]


def test_links_and_keys_in_the_tree_are_not_played(tmp_path: Path) -> None:
    secret = put(tmp_path / "elsewhere/secret.jsonl")
    put(tmp_path / "projects/-src/6f1c.jsonl")
    put(tmp_path / "sessions/7.0a5b.key", "secret")
    (tmp_path / "projects/-src/link.jsonl").symlink_to(secret)
    (tmp_path / "projects/-out").symlink_to(secret.parent)

    assert ["projects/-src/6f1c.jsonl"] == [one.path for one in recorded(str(tmp_path)).changes]


def test_a_link_that_the_timeline_names_has_no_bytes(tmp_path: Path) -> None:
    secret = put(tmp_path / "elsewhere/secret.jsonl")
    put(tmp_path / "projects/-src/6f1c.jsonl")
    (tmp_path / "projects/-src/link.jsonl").symlink_to(secret)
    entry = {"t": 1795183621.0, "ev": "create", "path": "projects/-src/link.jsonl", "size": 9}
    put(tmp_path / "fs-timeline.jsonl", json.dumps(entry) + "\n" + json.dumps(KNOWN) + "\n")

    found = recorded(str(tmp_path))

    assert ["projects/-src/6f1c.jsonl"] == [one.path for one in found.changes]
    assert {"projects/-src/link.jsonl"} == found.unknown


KNOWN = {"t": 1795183621.0, "ev": "create", "path": "projects/-src/6f1c.jsonl", "size": 9}


def test_files_that_the_timeline_does_not_name_are_older_than_it(tmp_path: Path) -> None:
    put(tmp_path / "projects/-src/6f1c.jsonl")
    put(tmp_path / "projects/-src/0a0a.jsonl")
    put(tmp_path / "fs-timeline.jsonl", json.dumps(KNOWN) + "\n")

    found = recorded(str(tmp_path)).changes

    assert ["projects/-src/0a0a.jsonl", "projects/-src/6f1c.jsonl"] == [one.path for one in found]
    assert {1795183621.0} == {one.at for one in found}


def test_a_broken_timeline_is_named_with_its_line(tmp_path: Path) -> None:
    put(tmp_path / "projects/-src/6f1c.jsonl")
    put(tmp_path / "fs-timeline.jsonl", json.dumps(KNOWN) + "\n{]\n")

    with pytest.raises(Misuse, match=r"fs-timeline\.jsonl, line 2: expected an object"):
        recorded(str(tmp_path))


def test_a_broken_mark_is_named_with_its_line(tmp_path: Path) -> None:
    put(tmp_path / "projects/-src/6f1c.jsonl")
    put(tmp_path / "marks.jsonl", "{}\n")

    with pytest.raises(Misuse, match=r"marks\.jsonl, line 1: expected an object"):
        recorded(str(tmp_path))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="there is no such folder"):
        recorded(str(tmp_path / "nowhere"))


def test_a_folder_without_a_recording_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="holds no recording"):
        recorded(str(tmp_path))
