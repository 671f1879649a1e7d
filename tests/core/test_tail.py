"""Lines come out the same whatever the mouthfuls, and a file that is another one is known."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.tail import UNOPENED, Bookmark, Cutter, Turned, fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 12
PIECES = st.sampled_from([b"\n", b"\n\n", b"\0", b"\xff", b"ab", b"{}", b"x" * 11, b"y" * 12])
BYTES = st.lists(PIECES | st.binary(max_size=30), max_size=30).map(b"".join)


def plainly(raw: bytes, limit: int = LIMIT) -> tuple[list[tuple[int, bytes]], list[int]]:
    """Cut all at once: whole lines that are not empty, and offsets of those that are too long."""
    lines, too_long, at = [], [], 0
    for piece in raw.split(b"\n")[:-1]:
        if len(piece) >= limit:
            too_long.append(at)
        elif piece:
            lines.append((at, piece))
        at += len(piece) + 1
    if len(raw) - at >= limit:
        too_long.append(at)
    return lines, too_long


def follow(
    cutter: Cutter, raw: bytes, mouthful: Callable[[], int], upto: int
) -> list[tuple[int, bytes]]:
    """Read as the programme does: from the offset on, more when a mouthful holds no newline."""
    lines, least = [], 1
    while eaten := raw[cutter.offset : min(upto, cutter.offset + max(least, mouthful()))]:
        before = cutter.offset
        lines += cutter.cut(eaten)
        if cutter.offset > before:
            least = 1
        elif len(eaten) >= upto - before:
            break
        else:
            least = 2 * len(eaten)
    return lines


@given(BYTES, st.data())
@example(b"x" * 40, None)
def test_any_mouthfuls_give_the_same_lines(raw: bytes, drawn: st.DataObject | None) -> None:
    cutter = Cutter(offset=0, limit=LIMIT)
    size = (lambda: 5) if drawn is None else lambda: drawn.draw(st.integers(1, 40))
    lines = follow(cutter, raw, size, len(raw))

    assert plainly(raw) == (lines, cutter.too_long)


@given(BYTES, st.lists(st.integers(0, 400), max_size=8))
def test_a_file_that_grows_by_pieces_gives_the_same_lines(raw: bytes, cuts: list[int]) -> None:
    lines, too_long, offset, skipping = [], [], 0, False
    ends = sorted({0, *(min(cut, len(raw)) for cut in cuts), len(raw)})
    for _, end in pairwise(ends):
        cutter = Cutter(offset=offset, skipping=skipping, limit=LIMIT)
        lines += follow(cutter, raw, lambda: 7, end)
        too_long += cutter.too_long
        offset, skipping = cutter.offset, cutter.skipping

    assert plainly(raw) == (lines, too_long)


@given(BYTES)
def test_the_offset_is_where_whole_lines_end(raw: bytes) -> None:
    cutter = Cutter(offset=0, limit=1000)
    list(cutter.cut(raw))

    assert raw.rfind(b"\n") + 1 == cutter.offset


def test_a_torn_line_waits_where_it_begins() -> None:
    cutter = Cutter(offset=0)

    assert [(0, b"one")] == list(cutter.cut(b"one\ntw"))
    assert 4 == cutter.offset
    assert [(4, b"two")] == list(cutter.cut(b"two\n"))


@pytest.mark.parametrize(("length", "kept"), [(LIMIT - 1, True), (LIMIT, False)])
def test_the_limit_is_the_first_length_that_is_too_long(length: int, *, kept: bool) -> None:
    cutter = Cutter(offset=100, limit=LIMIT)
    lines = list(cutter.cut(b"z" * length + b"\nnext\n"))

    assert kept == ((100, b"z" * length) in lines)
    assert ([] if kept else [100]) == cutter.too_long
    assert (101 + length, b"next") == lines[-1]


def test_a_line_too_long_is_passed_over_without_being_held() -> None:
    cutter = Cutter(offset=0, limit=LIMIT)
    for _ in range(5):
        assert [] == list(cutter.cut(b"z" * LIMIT))

    assert (5 * LIMIT, True, [0]) == (cutter.offset, cutter.skipping, cutter.too_long)
    assert [(63, b"a")] == list(cutter.cut(b"zz\na\n"))


def at(raw: bytes) -> Callable[[int, int], bytes]:
    return lambda count, offset: raw[offset : offset + count]


def read(raw: bytes, offset: int) -> Bookmark:
    mark = fingerprint(at(raw), offset)
    return Bookmark(inode=7, size=len(raw), mtime_ns=1, offset=offset, mark=mark)


@pytest.mark.parametrize(
    ("inode", "size", "mtime_ns", "how"),
    [
        (7, 10, 1, Turned.SAME),
        (7, 10, 2, Turned.GROWN),
        (7, 14, 2, Turned.GROWN),
        (7, 14, 1, Turned.GROWN),
        (7, 9, 2, Turned.GROWN),
        (7, 7, 2, Turned.REPLACED),
        (8, 10, 1, Turned.REPLACED),
    ],
)
def test_stat_tells_what_became_of_a_file(
    inode: int, size: int, mtime_ns: int, how: Turned
) -> None:
    bookmark = read(b"one\ntwo\nth", 8)

    assert how is bookmark.turned(inode=inode, size=size, mtime_ns=mtime_ns)


@pytest.mark.parametrize(
    ("now", "stands"),
    [
        (b"one\ntwo\n", True),
        (b"one\ntwo\nthree\n", True),
        (b"One\ntwo\nthree\n", False),
        (b"one\ntwO\nthree\n", False),
        (b"one\ntwo", False),
        (b"", False),
    ],
)
def test_what_was_read_must_still_be_there(now: bytes, *, stands: bool) -> None:
    assert stands == read(b"one\ntwo\nth", 8).still_there(at(now))


def test_of_a_large_file_beginning_and_end_are_looked_at() -> None:
    raw = b"a" * 9000 + b"\n"
    bookmark = read(raw, len(raw))

    assert bookmark.still_there(at(raw + b"more"))
    assert not bookmark.still_there(at(b"b" + raw[1:]))
    assert not bookmark.still_there(at(raw[:-2] + b"b\n"))


def test_what_was_never_opened_is_always_new() -> None:
    assert Turned.REPLACED is UNOPENED.turned(inode=1, size=0, mtime_ns=0)
    assert UNOPENED.still_there(at(b""))
