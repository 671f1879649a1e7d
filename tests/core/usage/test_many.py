"""Sums are exact whoever is killed at whatever moment, and however many count at once."""

from __future__ import annotations

import json
import os
import random
import select
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.model.where import ClaudeHome, Where
from core.usage import act, catch_up
from core.usage.act import Companion, read_here
from core.usage.sums import quarters
from core.usage.watch import asked_in
from tests.core.usage import referee

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
BEGIN = "import sys; sys.path.insert(0, sys.argv[1]); from core.programs.ingest import main; main()"
INGEST = (sys.executable, "-c", BEGIN, str(ROOT))


def lines(beginning: int, count: int, *, session: str = "s") -> bytes:
    """Answers, each in two records of which the second is the larger one."""
    made = []
    for number in range(beginning, beginning + count):
        for tokens in (1, number % 90 + 2):
            message = {
                "id": f"{session}{number}",
                "model": "opus",
                "usage": {"output_tokens": tokens},
            }
            made.append(json.dumps({"type": "assistant", "message": message}).encode() + b"\n")
    return b"".join(made)


@pytest.fixture
def projects(tmp_path: Path) -> Path:
    """Six sessions, two of them forks of the first."""
    folder = tmp_path / "projects/-src"
    folder.mkdir(parents=True)
    for number in range(6):
        shared = lines(0, 20, session="shared") if number < 3 else b""
        (folder / f"s{number}.jsonl").write_bytes(shared + lines(0, 30, session=f"s{number}-"))
    return folder.parent


def grow(projects: Path, chance: random.Random) -> None:
    """Let each session go on by an answer, or by half a line."""
    for path in sorted(projects.rglob("*.jsonl")):
        whole = path.read_bytes()
        whole = whole[: whole.rfind(b"\n") + 1]
        more = lines(chance.randrange(1000), 2, session=path.stem)
        path.write_bytes(whole + more + more[: chance.randrange(60)])


def sums(projects: Path, database: Path) -> dict[str, int]:
    index = referee.opened(str(database))
    try:
        catch_up.catch_up(index, referee.files(projects))
        return referee.indexed(index)
    finally:
        index.close()


BUSY = """
import os, sys
from core.projects.watch import walk
from core.usage.catch_up import catch_up
from core.usage.store import Index
while True:
    index = Index(sys.argv[2])
    catch_up(index, walk(sys.argv[1]).files)
    index.close()
    os.write(1, b".")
"""


class Busy:
    """A process that brings the index up to date, again and again."""

    def __init__(self, projects: Path, database: Path) -> None:
        run = [sys.executable, "-c", BUSY, str(projects), str(database)]
        self.process = subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE)

    def rounds(self, count: int) -> None:
        """Wait until it has caught up so many times more."""
        assert self.process.stdout is not None
        assert count == len(self.process.stdout.read(count))

    def kill(self) -> None:
        """End it by force, wherever it is."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def test_a_kill_between_any_two_writes_costs_nothing(projects: Path, tmp_path: Path) -> None:
    chance, database = random.Random(7), tmp_path / "usage.db"  # noqa: S311, a seeded case
    for rounds in (0, 1, 1, 2, 3):
        busy = Busy(projects, database)
        if rounds:
            busy.rounds(rounds)
        grow(projects, chance)
        assert busy.process.stdout is not None
        select.select([busy.process.stdout], [], [], chance.random() / 60)
        busy.kill()

        assert referee.truth(projects) == sums(projects, database)


STEPS = """
import os, sys
from core.projects.watch import walk
from core.usage import store
from core.usage.catch_up import catch_up
index = store.Index(sys.argv[2])
left = [int(sys.argv[3])]
def step(statement):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), 9)
index._db.set_trace_callback(step)
catch_up(index, walk(sys.argv[1]).files)
"""


@pytest.mark.parametrize("statement", [1, 2, 4, 8, 10, 14])
def test_a_kill_at_a_given_statement_costs_nothing(
    projects: Path, tmp_path: Path, statement: int
) -> None:
    database = tmp_path / "usage.db"
    sums(projects, database)
    grow(projects, random.Random(statement))  # noqa: S311, a seeded case
    run = [sys.executable, "-c", STEPS, str(projects), str(database), str(statement)]

    assert -9 == subprocess.run(run, cwd=ROOT, check=False).returncode
    assert referee.truth(projects) == sums(projects, database)


def test_several_processes_at_once_count_exactly(projects: Path, tmp_path: Path) -> None:
    chance, database = random.Random(3), tmp_path / "usage.db"  # noqa: S311, a seeded case
    busy = [Busy(projects, database) for _ in range(4)]
    for one in busy:
        one.rounds(1)
    for number in range(4):
        grow(projects, chance)
        (projects / f"-src/new{number}.jsonl").write_bytes(lines(0, 5, session=f"n{number}"))
        for one in busy:
            one.rounds(2)

        assert referee.truth(projects) == sums(projects, database)
    for one in busy:
        one.kill()

    assert referee.truth(projects) == sums(projects, database)


def test_who_read_further_meanwhile_is_not_undone(projects: Path, tmp_path: Path) -> None:
    path, database = projects / "-src/s5.jsonl", tmp_path / "usage.db"
    sums(projects, database)
    slow, fast = referee.opened(str(database)), referee.opened(str(database))
    found = referee.files(projects)
    path.write_bytes(path.read_bytes() + lines(500, 1))
    late = catch_up._read(slow, referee.files(projects), slow.bookmarks(), None)
    path.write_bytes(path.read_bytes() + lines(600, 1))
    catch_up.catch_up(fast, referee.files(projects))
    slow.commit(late, ())

    assert referee.truth(projects) == referee.indexed(fast)
    catch_up.catch_up(slow, found[:2])
    assert referee.truth(projects) == referee.indexed(fast)
    slow.close()
    fast.close()


def where(tmp_path: Path) -> Where:
    return Where(home=ClaudeHome(str(tmp_path)), cache=str(tmp_path / "cache"), mark="m")


def spent(tmp_path: Path) -> int:
    files = referee.files(tmp_path / "projects")
    all_sums, _ = catch_up.spent(where(tmp_path), files)
    return sum(sum(row[2:]) for one in all_sums for row in quarters(one))


@pytest.mark.parametrize("damage", ["format", "header", "middle", "empty"])
def test_an_index_that_cannot_be_used_is_made_anew(
    projects: Path, tmp_path: Path, damage: str
) -> None:
    truth = sum(referee.truth(projects).values())
    path = Path(where(tmp_path).index("usage"))

    assert truth == spent(tmp_path)
    raw = path.read_bytes()
    if damage == "format":
        with sqlite3.connect(path) as db:
            db.execute("pragma user_version = 5")
        db.close()
    else:
        broken = {"header": b"x" * 5000, "middle": raw[:4096] + b"\xa5" * 9000, "empty": b""}
        path.write_bytes(broken[damage])

    assert truth == spent(tmp_path)
    assert truth == spent(tmp_path)


def test_a_restart_opens_nothing_that_has_not_changed(projects: Path, tmp_path: Path) -> None:
    sums(projects, tmp_path / "usage.db")
    index = referee.opened(str(tmp_path / "usage.db"))
    files = referee.files(projects)

    assert [] == catch_up.changed(files, index.bookmarks())
    with (projects / "-src/s4.jsonl").open("ab") as file:
        file.write(b"{")
    changed = catch_up.changed(referee.files(projects), index.bookmarks())
    assert ["s4"] == [one.session_id for one in changed]
    index.close()


@pytest.fixture
def _two_readers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(catch_up, "TWO_READERS_FROM", 1)
    return


@pytest.mark.usefixtures("_two_readers")
@pytest.mark.parametrize("program", [INGEST, ("false",), ("echo", "nonsense")])
def test_two_readers_count_as_one_and_a_failing_one_is_replaced(
    projects: Path, monkeypatch: pytest.MonkeyPatch, program: tuple[str, ...]
) -> None:
    monkeypatch.setattr(act, "PROGRAM", program)
    index = referee.opened(":memory:")
    catch_up.catch_up(index, referee.files(projects), second=Companion)

    assert referee.truth(projects) == referee.indexed(index)
    assert 6 == len(index.bookmarks())


def test_a_second_reader_that_never_began_read_nothing() -> None:
    assert [] == Companion().results()


def test_work_is_shared_out_by_bytes(projects: Path) -> None:
    here, there = act.halves(referee.files(projects))

    assert 6 == len(here) + len(there)
    assert abs(sum(one.size for one in here) - sum(one.size for one in there)) <= max(
        one.size for one in here
    )
    assert 6 == len(read_here([*here, *there]))


def test_an_answer_belongs_to_the_transcript_that_asked_for_it(tmp_path: Path) -> None:
    folder = tmp_path / "projects/-src"
    folder.mkdir(parents=True)
    fields = {"message": {"id": "m", "usage": {"output_tokens": 7}}, "requestRef": "r1"}
    said = json.dumps({"type": "assistant", **fields}).encode() + b"\n"
    asked = json.dumps({"type": "api-request", "id": "r1"}).encode() + b"\n"
    (folder / "a-fork.jsonl").write_bytes(said)
    (folder / "b-owner.jsonl").write_bytes(b"x" * (3 << 20) + b"\n" + asked + said)
    index = referee.opened(":memory:")
    catch_up.catch_up(index, referee.files(folder.parent))

    owners = [one.session_id for one in index.sums() if one.rows]
    assert ["b-owner"] == owners
    (folder / "b-owner.jsonl").unlink()
    catch_up.catch_up(index, referee.files(folder.parent))
    assert ["a-fork"] == [one.session_id for one in index.sums() if one.rows]


def test_what_cannot_be_opened_asked_for_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")

    for name in ("fifo", "none", "."):
        assert frozenset() == asked_in(str(tmp_path / name))
