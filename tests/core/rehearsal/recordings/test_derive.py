"""Files that were kept without a timeline are played by the times of their own lines."""

from __future__ import annotations

from core.rehearsal.change import Kind, Slice
from core.rehearsal.recordings.derive import derived
from core.rehearsal.recordings.timeline import Source

BEGAN = 1_795_183_620.0


def stamped(second: int) -> bytes:
    return b'{"type":"user","timestamp":"2026-11-20T14:07:%02d.000Z"}\n' % second


def bare(words: str) -> bytes:
    return b'{"type":"%s"}\n' % words.encode()


def plan(*lines: bytes, **documents: bytes) -> list[tuple[float, str, Kind, int]]:
    """Give each change as seconds, path, kind and the size after it."""
    tape = {"a.jsonl": lines}
    tree = {"a.jsonl": Source(file="a.jsonl", size=sum(map(len, lines)))} if lines else {}
    for name, content in documents.items():
        path = name.replace("__", "/") + ".json"
        tree[path] = Source(file=path, size=len(content), content=content)
    found = derived(tree, lambda file: tape[file])
    return [
        (
            round(one.at - BEGAN, 3),
            one.path,
            one.kind,
            one.content.end if isinstance(one.content, Slice) else len(one.content),
        )
        for one in found
    ]


def test_each_line_comes_at_its_own_time() -> None:
    one, two = stamped(1), stamped(4)

    assert [
        (1.0, "a.jsonl", Kind.CREATE, len(one)),
        (4.0, "a.jsonl", Kind.GROW, len(one + two)),
    ] == plan(one, two)


def test_a_line_without_a_time_comes_with_the_one_before_it() -> None:
    one, two, three = stamped(1), bare("last-prompt"), stamped(4)

    assert [
        (1.0, "a.jsonl", Kind.CREATE, len(one + two)),
        (4.0, "a.jsonl", Kind.GROW, len(one + two + three)),
    ] == plan(one, two, three)


def test_lines_before_the_first_time_come_with_it() -> None:
    assert [(4.0, "a.jsonl", Kind.CREATE, len(bare("mode") + stamped(4)))] == plan(
        bare("mode"), stamped(4)
    )


def test_a_line_never_overtakes_another() -> None:
    lines = (stamped(5), stamped(2), b"no json\n", stamped(9))

    assert [
        (5.0, "a.jsonl", Kind.CREATE, sum(map(len, lines[:3]))),
        (9.0, "a.jsonl", Kind.GROW, sum(map(len, lines))),
    ] == plan(*lines)


def test_a_registry_entry_comes_when_its_process_began() -> None:
    entry = b'{"pid":7,"startedAt":%d}' % ((BEGAN + 3) * 1000)

    assert [
        (1.0, "a.jsonl", Kind.CREATE, len(stamped(1))),
        (3.0, "sessions/7.json", Kind.CREATE, len(entry)),
    ] == plan(stamped(1), sessions__7=entry)


def test_a_meta_file_comes_just_before_its_transcript() -> None:
    lines = (stamped(6),)
    tree = {
        "agent-a1.jsonl": Source(file="t", size=len(lines[0])),
        "agent-a1.meta.json": Source(file="m", size=2, content=b"{}"),
        "early.jsonl": Source(file="e", size=len(stamped(1))),
    }
    found = derived(tree, lambda file: lines if file == "t" else (stamped(1),))

    assert ["early.jsonl", "agent-a1.meta.json", "agent-a1.jsonl"] == [one.path for one in found]
    assert found[1].at == found[2].at


def test_what_bears_no_time_is_there_from_the_beginning() -> None:
    assert [
        (2.0, "x.json", Kind.CREATE, 2),
        (2.0, "a.jsonl", Kind.CREATE, len(stamped(2))),
    ] == plan(stamped(2), x=b"{}")
