"""One transcript on disk, whatever becomes of it: read on exactly, counted, bounded in memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.signs import Signs, Turn
from core.transcripts.watch import follow, read_meta, retell
from tests.core.lines import Growing, answer, jsonl, prompt, record, signs_of, text, when

ROOT = Path(__file__).parents[3]
FIRST = jsonl(prompt(0, "first"))
SECOND = jsonl(answer(5, text("done"), stop="end_turn"))


@pytest.fixture
def file(tmp_path: Path) -> Growing:
    return Growing(tmp_path)


def test_a_torn_line_waits_until_it_is_whole(file: Growing) -> None:
    torn = file.add(FIRST + SECOND[:-20])

    assert (Turn.ASKED, 0) == (torn.signs.turn, torn.unread_lines)
    assert len(FIRST) == file.bookmark.offset
    assert Turn.ENDED is file.add(SECOND[-20:]).signs.turn


@settings(max_examples=25)
@given(st.lists(st.integers(1, 900), max_size=6))
def test_growth_by_any_pieces_shows_the_same(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int]
) -> None:
    file = Growing(tmp_path_factory.mktemp("grown"))
    raw = FIRST + b"\0\0\n{broken\n" + SECOND + jsonl(prompt(9, "é🙂 more"))
    at = 0
    for size in [*sizes, len(raw)]:
        file.add(raw[at : at + size])
        at += size
    at_once = Growing(tmp_path_factory.mktemp("whole")).add(raw)

    assert at_once.signs == file.read().signs
    assert (at_once.unread, 2) == (file.read().unread, file.read().unread_lines)


def test_lines_that_cannot_be_read_are_counted_with_their_offsets(file: Growing) -> None:
    odd = [b"\0\0\0\0\n", b'{"type": "user", \n', b"[1, 2]\n", b"\n", b"   \n", b'"text"\n']
    found = file.add(FIRST + b"".join(odd) + SECOND)

    starts = [len(FIRST) + len(b"".join(odd[:number])) for number in (0, 1, 2, 5)]
    assert (4, tuple(starts)) == (found.unread_lines, found.unread)
    assert Turn.ENDED is found.signs.turn


def test_of_very_many_bad_lines_all_are_counted_and_some_are_placed(file: Growing) -> None:
    found = file.add(b"{\n" * 5000)

    assert (5000, 100) == (found.unread_lines, len(found.unread))


@pytest.mark.parametrize(
    "raw",
    [
        b"\0" * 4096 + FIRST,
        FIRST.replace(b"first", b"fi\xff\xferst"),
        FIRST.replace(b"first", b"half \\ud83d of it"),
        FIRST.replace(b"first", "bidi \u202e 🙂".encode()),
        FIRST.replace(b"\n", b"\r\n"),
        FIRST.replace(b"first", b"deep") + b"[" * 100_000 + b"]" * 100_000 + b"\n",
    ],
    ids=["NUL", "UTF-8", "surrogate", "bidi", "CRLF", "nesting"],
)
def test_a_damaged_line_whose_meaning_is_plain_is_read(file: Growing, raw: bytes) -> None:
    found = file.add(raw)

    assert when(0) == found.signs.began_at
    assert found.signs.prompt.isprintable()


def test_an_unknown_type_of_record_is_no_trouble(file: Growing) -> None:
    strange = record("next-years-type", 7, message=17, timestampless=None, cwd=["x"])
    found = file.add(FIRST + jsonl(strange))

    assert (0, Turn.ASKED) == (found.unread_lines, found.signs.turn)


def test_a_line_over_the_limit_is_skipped_and_placed(file: Growing) -> None:
    long = jsonl(prompt(1, "x" * (17 << 20)))
    found = file.add(FIRST + long + SECOND)

    assert (1, (len(FIRST),)) == (found.unread_lines, found.unread)
    assert Turn.ENDED is found.signs.turn


def test_a_long_line_that_comes_by_pieces_is_counted_once(file: Growing) -> None:
    file.add(FIRST + b'{"type": "user"')
    for _ in range(3):
        found = file.add(b"x" * (6 << 20))
    found = file.add(b"\n" + SECOND)

    assert (1, (len(FIRST),)) == (found.unread_lines, found.unread)
    assert Turn.ENDED is found.signs.turn


PEAK = """
import resource, sys
from core.projects.watch import walk
from core.tail import UNOPENED
from core.transcripts.watch import follow, retell
from core.usage.sheet import Sheet
from core.usage.watch import Reader, asked_in
[found] = walk(sys.argv[1]).files
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
follow(found, None, UNOPENED)
retell(found.path)
Reader().read_on(found, UNOPENED, Sheet())
asked_in(found.path)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("megabytes", [15.9, 18])
def test_reading_takes_less_than_64_mib(file: Growing, megabytes: float) -> None:
    pad = "x" * int(megabytes * 2**20)
    hostile = f'{{"type": "user", "message": {{"content": "\\ud83d🙂{pad}"}}, "usage": 1}}\n'
    file.path.write_bytes(FIRST + hostile.encode() + hostile[: 12 << 20].encode() + b"\xff\n")
    run = [sys.executable, "-c", PEAK, str(file.projects)]
    peak = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert int(peak) < 64


def test_a_large_line_tells_the_same_as_a_small_one(file: Growing) -> None:
    long = "words 🙂 " * 200_000
    made = [prompt(0, long), answer(1, text(long), {"type": "tool_use", "id": "t", "name": "Bash"})]
    small = [prompt(0, long[:5000]), *made[1:]]
    small[1] = answer(1, text(long[:5000]), {"type": "tool_use", "id": "t", "name": "Bash"})

    assert signs_of(*small) == file.add(jsonl(*made)).signs


def rewritten(file: Growing, raw: bytes, later_ns: int = 1) -> Signs:
    """Write the file anew in place, as another inode would not be."""
    inode, before = file.path.stat().st_ino, file.path.stat().st_mtime_ns
    file.path.write_bytes(raw)
    os.utime(file.path, ns=(before + later_ns, before + later_ns))

    assert inode == file.path.stat().st_ino
    return file.read().signs


@pytest.mark.parametrize("more", [b"", SECOND, SECOND * 40])
def test_a_file_rewritten_in_place_is_read_anew(file: Growing, more: bytes) -> None:
    file.add(FIRST + SECOND + b"{broken\n")
    anew = jsonl(prompt(60, "other"))

    assert Growing(file.projects, "-b/s1.jsonl").add(anew + more).signs == rewritten(
        file, anew + more
    )
    assert 0 == file.read().unread_lines


def test_a_truncated_file_is_read_anew(file: Growing) -> None:
    file.add(FIRST + SECOND)
    with file.path.open("r+b") as inside:
        inside.truncate(len(FIRST))

    assert Turn.ASKED is file.read().signs.turn
    assert Turn.ENDED is file.add(SECOND).signs.turn


def test_an_emptied_file_shows_nothing(file: Growing) -> None:
    file.add(FIRST + SECOND)

    assert Signs() == rewritten(file, b"")


def test_a_rotated_file_is_read_anew(file: Growing) -> None:
    file.add(FIRST + SECOND)
    file.path.rename(file.path.with_suffix(".old"))
    file.path.write_bytes(FIRST + SECOND.replace(b"end_turn", b"tool_use"))

    assert Turn.ANSWERING is file.read().signs.turn


def test_a_deleted_file_counts_as_unread_until_it_is_back(file: Growing) -> None:
    found = file.found()
    before = file.add(FIRST + b"{\n")
    file.path.rename(file.path.with_suffix(".away"))
    gone, bookmark = follow(found, before, file.bookmark)

    assert (1, before.signs) == (gone.unread_lines, gone.signs)
    file.path.with_suffix(".away").rename(file.path)
    back, _ = follow(file.found(), gone, bookmark)
    assert before == back


def test_a_fifo_in_its_place_is_not_waited_for(file: Growing) -> None:
    found = file.found()
    before = file.add(FIRST)
    file.path.unlink()
    os.mkfifo(file.path)
    assert follow(found, before, file.bookmark)[0] is not None
    assert () == retell(str(file.path))


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"agentType": 7}', b"\xff", b'"x"'])
def test_a_half_written_meta_file_says_nothing_yet(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "agent-a.meta.json").write_bytes(raw)

    assert "" == read_meta(str(tmp_path / "agent-a.jsonl")).agent_type


def test_a_meta_file_is_told_without_what_a_terminal_obeys(tmp_path: Path) -> None:
    (tmp_path / "agent-a.meta.json").write_text(
        '{"agentType":"gen\\u001b[2J","parentAgentId":"b","requestShape":"background","new":{}}'
    )
    found = read_meta(str(tmp_path / "agent-a.jsonl"))

    assert ("gen␛[2J", "b", True) == (found.agent_type, found.parent_agent_id, found.background)


def test_a_meta_file_that_is_a_fifo_or_missing_says_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "agent-a.meta.json")

    assert "" == read_meta(str(tmp_path / "agent-a.jsonl")).name
    assert "" == read_meta(str(tmp_path / "agent-b.jsonl")).name


def test_the_end_of_a_transcript_is_retold(file: Growing) -> None:
    file.add(FIRST + jsonl(prompt(1, "x" * 600_000)) + SECOND + b"{bro\xffken\n" + SECOND[:-9])

    assert ["done"] == [step.text for step in retell(str(file.path))]
    assert () == retell(str(file.path.with_suffix(".none")))
