"""A recorded timeline is read as changes, and what is wrong with it is said with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Misuse
from core.rehearsal.change import Change, Kind, Slice
from core.rehearsal.recordings.timeline import Source, changes, entries, kills

HOME = "/home/dev/.claude/"
FILE = "projects/-src/6f1c.jsonl"
TREE = {FILE: Source(file="/tape/6f1c.jsonl", size=90)}


def line(**fields: Any) -> bytes:  # noqa: ANN401, JSON is anything
    return json.dumps(fields).encode()


def played(*lines: bytes) -> tuple[Change, ...]:
    return changes(entries(lines, "t.jsonl"), TREE, "t.jsonl")[0]


def test_a_transcript_comes_and_grows_by_what_the_tree_holds() -> None:
    found = played(
        line(t=5, ev="create", path=HOME + FILE, size=40, nl=True),
        line(t=6, ev="grow", path=HOME + FILE, size=90, nl=True),
    )

    assert (
        Change(at=5, path=FILE, kind=Kind.CREATE, content=Slice("/tape/6f1c.jsonl", 0, 40)),
        Change(at=6, path=FILE, kind=Kind.GROW, content=Slice("/tape/6f1c.jsonl", 40, 90)),
    ) == found


def test_a_small_document_is_put_in_place_whole() -> None:
    path = HOME + "sessions/7.json"
    found = played(
        line(t=5, ev="create", path=path, size=2, content="{}"),
        line(t=6, ev="grow", path=path, size=9, content='{"pid":7}'),
        line(t=7, ev="change", path=path, size=0),
        line(t=8, ev="remove", path=path),
    )

    assert [Kind.CREATE, Kind.CHANGE, Kind.CHANGE, Kind.REMOVE] == [one.kind for one in found]
    assert [b"{}", b'{"pid":7}', b"", b""] == [one.content for one in found]


def test_a_transcript_that_shrinks_is_written_anew() -> None:
    found = played(
        line(t=5, ev="create", path=HOME + FILE, size=60),
        line(t=6, ev="change", path=HOME + FILE, size=20),
        line(t=7, ev="grow", path=HOME + FILE, size=30),
    )

    assert [(Kind.CREATE, 0, 60), (Kind.CHANGE, 0, 20), (Kind.GROW, 20, 30)] == [
        (one.kind, one.content.begin, one.content.end)
        for one in found
        if isinstance(one.content, Slice)
    ]


def test_a_size_beyond_the_kept_file_plays_what_was_kept() -> None:
    (found,) = played(line(t=5, ev="create", path=HOME + FILE, size=10**15))

    assert Slice("/tape/6f1c.jsonl", 0, 90) == found.content


def test_what_was_not_kept_is_named_and_not_played() -> None:
    told = entries([line(t=5, ev="create", path=HOME + "projects/a/b.jsonl", size=9)], "t")
    found, unknown = changes(told, TREE, "t")

    assert () == found
    assert frozenset({"projects/a/b.jsonl"}) == unknown


def test_a_folder_goes_with_all_that_is_in_it() -> None:
    found = played(
        line(t=5, ev="create", path=HOME + "teams/x/config.json", size=2, content="{}"),
        line(t=6, ev="remove", path=HOME + "teams/x"),
        line(t=7, ev="remove", path=HOME + "teams/x/config.json"),
    )

    assert [(Kind.CREATE, "teams/x/config.json"), (Kind.REMOVE, "teams/x")] == [
        (one.kind, one.path) for one in found
    ]


def test_lines_out_of_order_are_played_in_order() -> None:
    found = played(
        line(t=9, ev="grow", path=HOME + FILE, size=50),
        line(t=5, ev="create", path=HOME + FILE, size=40),
    )

    assert [5, 9] == [one.at for one in found]
    assert [Kind.CREATE, Kind.GROW] == [one.kind for one in found]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"{", "t.jsonl, line 2: expected an object with"),
        (b"[]", "t.jsonl, line 2: expected an object with"),
        (b'{"t": "now", "ev": "grow", "path": "a"}', "$.t"),
        (b'{"ev": "grow", "path": "a"}', "missing required field `t`"),
        (b'{"t": 1, "ev": "fly", "path": "a"}', "expected ev to be one of create, grow"),
        (b'{"t": -4, "ev": "grow", "path": "a"}', "expected t in seconds since 1970, found -4"),
        (b'{"t": 1e300, "ev": "grow", "path": "a"}', "expected t in seconds since 1970"),
        (b'{"t": 1, "ev": "grow", "path": "a", "size": -1}', "expected size in bytes, found -1"),
        (b'{"t": 1, "ev": "grow", "path": "\xff"}', "t.jsonl, line 2: expected"),
        (b"[" * 100_000, "t.jsonl, line 2: expected"),
    ],
)
def test_a_broken_line_is_said_in_one_sentence(raw: bytes, words: str) -> None:
    with pytest.raises(Misuse) as caught:
        entries([b"\n", raw], "t.jsonl")

    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/home/dev/.claude.json",
        "/home/dev/.claude/../.ssh/config",
        "/home/dev/.claude/projects/../../../x.jsonl",
        "projects/../../x",
        "projects//x",
        "projects/./x",
        "/home/dev/.claude/",
        "",
        "projects/a\0b.jsonl",
        "projects/" + "n" * 300,
        "p/" * 2000,
        "../sessions/7.key",
        "/tmp/claude-1000/../../etc/cron.d/x",  # noqa: S108, a path in a recording
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    first = line(t=1, ev="create", path=HOME + FILE, size=1)

    with pytest.raises(Misuse, match=r"t\.jsonl, line 2: expected a path below"):
        played(first, line(t=2, ev="create", path=path, size=1, content="x"))


@pytest.mark.parametrize(
    "path",
    [
        HOME + "sessions/7.0a5b.key",
        HOME + "sessions/7.0a5b.key.tmp.8b65",
        HOME + "projects/-src/6f1c/subagents/agent-a1.meta.json.tmp.6bb1",
        "/tmp/claude-1000/-src/6f1c/tasks/b2m6.output",  # noqa: S108, a path in a recording
    ],
)
def test_keys_drafts_and_outputs_are_passed_over(path: str) -> None:
    assert () == played(line(t=2, ev="create", path=path, size=1, content="x"))


def test_links_are_passed_over() -> None:
    assert () == played(
        line(t=1, ev="create", path=HOME + "projects/x.jsonl", size=9, link="/etc/passwd")
    )


def test_one_path_is_not_both_a_file_and_a_folder() -> None:
    with pytest.raises(Misuse, match="to be a file or a folder, found both"):
        played(
            line(t=1, ev="create", path=HOME + "projects/a", size=1, content="x"),
            line(t=2, ev="create", path=HOME + "projects/a/b", size=1, content="x"),
        )


def test_only_kills_are_kept_of_the_marks() -> None:
    lines = [b'{"t": 9.5, "mark": "kill -9"}', b"", b'{"t": 3, "mark": "429 off"}']

    assert (9.5,) == kills(lines, "marks.jsonl")


NAMES = st.sampled_from([FILE, "sessions/7.json", "projects/-src/9a.jsonl", "teams/x/config.json"])
ENTRIES = st.fixed_dictionaries(
    {
        "t": st.floats(0, 2e9),
        "ev": st.sampled_from([*Kind]),
        "path": st.one_of(NAMES.map(HOME.__add__), NAMES, st.text(max_size=30)),
    },
    optional={
        "size": st.integers(-1, 200),
        "content": st.text(max_size=20),
        "link": st.text(max_size=5),
    },
)


@given(st.lists(st.one_of(ENTRIES.map(json.dumps), st.text(max_size=30)), max_size=12))
def test_whatever_is_in_a_timeline_it_is_played_or_refused(lines: list[str]) -> None:
    try:
        found = played(*(one.encode("utf-8", "replace") for one in lines))
    except Misuse:
        return
    sizes: dict[str, int] = {}

    assert sorted(one.at for one in found) == [one.at for one in found]
    for one in found:
        assert not one.path.startswith("/")
        assert ".." not in one.path.split("/")
        if one.kind is Kind.REMOVE:
            sizes = {path: n for path, n in sizes.items() if not f"{path}/".startswith(one.path)}
            continue
        if isinstance(one.content, Slice):
            assert 0 <= one.content.begin <= one.content.end <= TREE[FILE].size
        if one.kind is Kind.GROW:
            assert isinstance(one.content, Slice)
            assert sizes[one.path] == one.content.begin
        assert (one.kind is Kind.CREATE) == (one.path not in sizes)
        sizes[one.path] = one.content.end if isinstance(one.content, Slice) else len(one.content)
