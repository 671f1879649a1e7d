"""Whatever lies below the projects folder, the transcripts are found and the rest does no harm."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.projects.watch import look, transcript_of, walk
from core.projects.whose import Whose, whose

ROOT = Path(__file__).parents[3]
MAIN = "-src-shop/s1.jsonl"
AGENT = "-src-shop/s1/subagents/agent-a1.jsonl"
NESTED = "-src-shop/s1/subagents/workflow/deep/agent-a2.jsonl"
ANNOUNCED = "-src-shop/s1/subagents/agent-a3.meta.json"


@pytest.fixture
def projects(tmp_path: Path) -> Path:
    folder = tmp_path / "projects"
    for name in (MAIN, AGENT, NESTED, ANNOUNCED):
        put(folder / name)
    return folder


def put(path: Path, raw: bytes = b"{}\n") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)


def names(projects: Path) -> list[str]:
    """Every transcript that is found, by its place below the folder."""
    return sorted(one.path[len(str(projects)) + 1 :] for one in walk(str(projects)).files)


EXPECTED = [MAIN, AGENT, NESTED]


def test_transcripts_of_main_and_nested_agents_are_found(projects: Path) -> None:
    found = walk(str(projects))

    assert EXPECTED == names(projects)
    assert [str(projects / ANNOUNCED).replace(".meta.json", ".jsonl")] == list(found.metas)
    assert [] == found.unreadable
    assert found.exists


def test_a_found_file_says_whose_it_is_and_how_it_is(projects: Path) -> None:
    path = projects / AGENT
    found = look(str(projects), str(path))
    state = path.stat()

    assert found in walk(str(projects)).files
    assert found is not None
    assert ("s1", "a1", state.st_ino, 3) == (
        found.session_id,
        found.agent_id,
        found.inode,
        found.size,
    )


def test_no_folder_at_all_is_nothing_and_no_trouble(tmp_path: Path) -> None:
    found = walk(str(tmp_path / "none"))

    assert ([], [], False) == (found.files, found.unreadable, found.exists)


@pytest.mark.parametrize(
    "name",
    [
        "x.jsonl",
        "-src/.jsonl",
        "-src/memory/notes.md",
        "-src/s1/journal.jsonl",
        "-src/s1/subagents/journal.jsonl",
        "-src/s1/subagents/agent-a1.txt",
        "-src/s1/tool-results/agent-a1.jsonl",
        "-src/s1.jsonl.bak",
    ],
)
def test_files_of_other_names_are_passed_over(projects: Path, name: str) -> None:
    put(projects / name)

    assert EXPECTED == names(projects)


def test_a_fifo_a_socket_and_a_device_are_no_transcripts(projects: Path) -> None:
    os.mkfifo(projects / "-src-shop/fifo.jsonl")
    (projects / "-src-shop/zero.jsonl").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(projects / "-src-shop/door.jsonl"))

        assert EXPECTED == names(projects)
        assert look(str(projects), str(projects / "-src-shop/fifo.jsonl")) is None


def test_a_folder_that_ends_in_jsonl_is_a_folder(projects: Path) -> None:
    put(projects / "-src-shop/odd.jsonl/subagents/agent-a9.jsonl")
    (projects / "-src-shop/s1/subagents/agent-a8.jsonl").mkdir()

    assert [*EXPECTED, "-src-shop/odd.jsonl/subagents/agent-a9.jsonl"] == sorted(
        names(projects), key=lambda name: "odd" in name
    )
    assert look(str(projects), str(projects / "-src-shop/odd.jsonl")) is None


def test_links_that_lead_nowhere_or_to_themselves_are_passed_over(projects: Path) -> None:
    (projects / "-src-shop/gone.jsonl").symlink_to("nowhere.jsonl")
    (projects / "-src-shop/self.jsonl").symlink_to("self.jsonl")
    (projects / "-gone").symlink_to("nowhere")

    assert EXPECTED == names(projects)


@pytest.mark.parametrize(
    "link", ["!first", "-src-shop/!first", "zlast", "-src-shop/s1/subagents/z"]
)
@pytest.mark.parametrize("target", ["", "projects", "projects/-src-shop", "projects/-src-shop/s1"])
def test_loops_of_links_end_and_hide_nothing(projects: Path, link: str, target: str) -> None:
    put(projects / "-other/s2.jsonl")
    (projects / link).symlink_to(projects.parent / target)

    assert ["-other/s2.jsonl", *EXPECTED] == names(projects)


def test_many_links_to_one_another_are_walked_once(projects: Path) -> None:
    for here in range(12):
        folder = projects / f"-p{here}"
        folder.mkdir()
        for there in range(12):
            (folder / f"to{there}").symlink_to(projects / f"-p{there}")

    assert EXPECTED == names(projects)


def test_a_project_kept_elsewhere_is_followed(projects: Path, tmp_path: Path) -> None:
    put(tmp_path / "elsewhere/s7.jsonl")
    (projects / "-moved").symlink_to(tmp_path / "elsewhere")

    assert ["-moved/s7.jsonl", *EXPECTED] == names(projects)


def test_a_very_deep_tree_is_not_followed_for_ever(projects: Path) -> None:
    deep = projects / "-src-shop/s1/subagents" / "/".join(["d"] * 100)
    put(deep / "agent-a5.jsonl")

    assert EXPECTED == names(projects)


def test_a_name_that_is_no_text_is_told_and_left_alone(projects: Path) -> None:
    put(Path(os.fsdecode(os.fsencode(projects) + b"/-src-shop/s\xff.jsonl")))
    put(Path(os.fsdecode(os.fsencode(projects) + b"/-b\xe9d/s3.jsonl")))
    found = walk(str(projects))

    assert EXPECTED == names(projects)
    assert {
        f"{projects} (names that are no text)",
        f"{projects}/-src-shop (names that are no text)",
    } == set(found.unreadable)


def test_hostile_letters_in_a_name_reach_nobody(projects: Path) -> None:
    put(projects / "-src-shop/s1/subagents/agent-\x1b]52;c;aGk=\x07.jsonl")
    found = [one.agent_id for one in walk(str(projects)).files]

    assert "␛]52;c;aGk=\ufffd" in found


def test_something_that_is_no_folder_is_told(tmp_path: Path) -> None:
    put(tmp_path / "projects")
    found = walk(str(tmp_path / "projects"))

    assert [str(tmp_path / "projects")] == found.unreadable


CLOSED = """
import os, sys
from core.projects.watch import walk
from core.transcripts.watch import follow
from core.tail import UNOPENED
os.chdir(sys.argv[1])
os.setgid(65534); os.setuid(65534)
found = walk("projects")
read = [follow(one, None, UNOPENED)[0] for one in found.files]
print(*(one.path for one in read if one.unread_lines), *found.unreadable, sep="\\n")
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody who may not look")
def test_what_may_not_be_opened_is_named(projects: Path) -> None:
    put(projects / "-closed/s4.jsonl")
    (projects / "-closed").chmod(0)
    (projects / MAIN).chmod(0)
    projects.parent.chmod(0o755)
    run = [sys.executable, "-c", CLOSED, str(projects.parent)]
    told = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)

    assert [f"projects/{MAIN}", "projects/-closed"] == told.stdout.split()


def test_a_folder_whose_path_is_too_long_is_named(projects: Path) -> None:
    found = walk(str(projects), below=f"{projects}/{'x' * 300}")

    assert [f"{projects}/{'x' * 300}"] == found.unreadable


def test_a_look_below_one_folder_finds_what_is_there(projects: Path) -> None:
    found = walk(str(projects), below=str(projects / "-src-shop/s1"))

    assert {"a1", "a2"} == {one.agent_id for one in found.files}
    assert [] == walk(str(projects), below=str(projects / "-gone")).files


def test_a_meta_file_announces_its_transcript() -> None:
    assert "/p/agent-a1.jsonl" == transcript_of("/p/agent-a1.meta.json")


@given(st.lists(st.sampled_from(["-s", "s1", "subagents", "agent-", "agent-a.jsonl", ".jsonl"])))
def test_whose_a_path_is_never_fails(parts: list[str]) -> None:
    found = whose("/".join(parts))

    assert found is None or found.session_id


def test_an_agent_belongs_to_its_session() -> None:
    assert Whose("6f1c", "a3b9") == whose("-src-shop/6f1c/subagents/x/agent-a3b9.jsonl")
    assert Whose("6f1c", "a3b9", is_meta=True) == whose("-s/6f1c/subagents/agent-a3b9.meta.json")
    assert whose("-src-shop/6f1c/other/agent-a3b9.jsonl") is None
