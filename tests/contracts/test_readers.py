"""Whoever reads transcripts gives the same answers: here, by mouthfuls, in another process."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.projects.watch import walk
from core.tail import UNOPENED
from core.usage import act
from core.usage.act import Companion, read_here
from core.usage.sheet import Sheet
from core.usage.watch import Read, Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.model.files import Found

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests/samples"
BEGIN = "import sys; sys.path.insert(0, sys.argv[1]); from core.programs.ingest import main; main()"


def by_path(reads: Sequence[Read]) -> list[Read]:
    return sorted(reads, key=lambda read: read.found.path)


def by_mouthfuls(files: Sequence[Found]) -> list[Read]:
    reader = Reader(mouthful=4096)
    reads = (reader.read_on(found, UNOPENED, Sheet()) for found in files)
    return [read for read in reads if read is not None]


def beside(files: Sequence[Found]) -> list[Read]:
    companion = Companion()
    here = companion.share(files)
    return [*read_here(here), *companion.results()]


READERS: dict[str, Callable[[Sequence[Found]], list[Read]]] = {
    "by mouthfuls": by_mouthfuls,
    "beside": beside,
}


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_gives_the_same(reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(act, "PROGRAM", (sys.executable, "-c", BEGIN, str(ROOT)))
    files = walk(str(SAMPLES / "healthy-fanout/home/.claude/projects")).files

    assert 6 <= len(files)
    assert by_path(read_here(files)) == by_path(READERS[reader](files))


@pytest.mark.parametrize("reader", READERS)
def test_a_file_that_is_gone_is_left_out(reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(act, "PROGRAM", (sys.executable, "-c", BEGIN, str(ROOT)))
    files = walk(str(SAMPLES / "nested/home/.claude/projects")).files
    gone = files[0]._replace(path=f"{files[0].path}.gone")

    assert len(files) - 1 == len(READERS[reader]([gone, *files[1:]]))
