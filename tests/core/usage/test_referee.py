"""The fast path finds what a plain reader finds, on recordings, on a corpus, on odd files."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.usage.catch_up import catch_up
from tests.bench.corpus import generate
from tests.core.usage import referee

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.usage.store import Index

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*/home/.claude/projects"))


def caught_up(projects: Path, database: str = ":memory:") -> Index:
    index = referee.opened(database)
    catch_up(index, referee.files(projects))
    return index


@pytest.mark.parametrize("projects", SAMPLES, ids=lambda path: path.parts[-4])
def test_recordings_cost_what_the_referee_says(projects: Path) -> None:
    index = caught_up(projects)

    assert referee.truth(projects) == referee.indexed(index)
    assert referee.by_row(projects) == referee.indexed_by_row(index)


@pytest.mark.parametrize("stream", ["growing", "same"])
def test_a_generated_history_costs_what_its_truth_says(tmp_path: Path, stream: Any) -> None:  # noqa: ANN401, a word
    document = generate(tmp_path, 40, 2.0, 3, stream, exotic=True)
    projects = tmp_path / ".claude/projects"
    index = caught_up(projects)
    totals = document["totals"]

    assert isinstance(totals, dict)
    assert referee.truth(projects) == referee.indexed(index)
    assert referee.by_row(projects) == referee.indexed_by_row(index)
    assert {name: totals[name] for name in referee.FIELDS} == referee.indexed(index)


COUNTS = st.integers(0, 3) | st.sampled_from(
    [2**40, 2**40 + 1, 2**63, 10**30, -1, 1.0, 1e9, 0.5, True, None, "7", [1], {}]
)
USAGES = st.dictionaries(
    st.sampled_from([*referee.FIELDS, "server_tool_use", "usage", "service_tier"]), COUNTS
)
MODELS: dict[Any, Any] = {
    "msg_a": "opus",
    "msg_b": "sonnet",
    "msg_é": "é🙂",
    'q"uo\\te': "two\nlines",
    "\ud83d": None,
    "none": "",
    "stand-in": "<synthetic>",
    "": "opus",
    7: "opus",
    None: "opus",
}
"""Message ids, and the model that answered."""
TIMES = st.sampled_from(
    ["2026-11-20T12:07:00Z", "2026-11-20T12:07:00.123Z", "2026-11-20T14:07:00+02:00", "", None]
) | st.just("2026-11-20T12:16:00")


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    message_id = draw(st.sampled_from(list(MODELS)))
    usage = draw(USAGES | st.none())
    message = {"id": message_id, "model": MODELS[message_id], "usage": usage}
    fields: dict[str, Any] = {
        "type": draw(st.sampled_from(["assistant", "assistant", "assistant", "user", "progress"])),
        "timestamp": draw(TIMES),
        "message": message,
        "toolUseResult": draw(st.sampled_from([None, {"usage": {"output_tokens": 99}}, "text"])),
        "note": draw(st.sampled_from(["", '"usage":{"output_tokens":5}', "é", "\n", "\0"])),
    }
    kept = draw(st.permutations(list(fields)))
    dropped = draw(st.sets(st.sampled_from(list(fields)), max_size=1))
    shuffled = {name: fields[name] for name in kept if name not in dropped}
    separators = draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,  ", "\t:\r ")]))
    raw = json.dumps(shuffled, separators=separators, ensure_ascii=draw(st.booleans()))
    return draw(damages())(raw.encode("utf-8", "surrogatepass"))


def damages() -> st.SearchStrategy[Callable[[bytes], bytes]]:
    whole: list[Callable[[bytes], bytes]] = [lambda raw: raw] * 6
    odd: list[Callable[[bytes], bytes]] = [
        lambda raw: b"\0\0" + raw,
        lambda raw: raw[:-2],
        lambda raw: b" \t" + raw + b"\r",
        lambda raw: raw.replace(b'"note"', b'"n\xffote"'),
        lambda _: b"",
    ]
    return st.sampled_from(whole + odd)


FILES = st.lists(st.lists(lines(), max_size=6), min_size=1, max_size=3)


def lay(projects: Path, made: list[list[bytes]]) -> None:
    for number, each in enumerate(made):
        path = projects / f"-src/s{number}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(line + b"\n" for line in each))


@settings(max_examples=40)
@given(FILES)
def test_odd_files_cost_what_the_referee_says(
    tmp_path_factory: pytest.TempPathFactory, made: list[list[bytes]]
) -> None:
    projects = tmp_path_factory.mktemp("odd")
    lay(projects, made)
    index = caught_up(projects)

    assert referee.truth(projects) == referee.indexed(index)
    assert referee.by_row(projects) == {
        (quarter, model.replace("twolines", "two\nlines")): tokens
        for (quarter, model), tokens in referee.indexed_by_row(index).items()
    }


@pytest.mark.requirement("S1-12")
@settings(max_examples=12)
@given(FILES, st.randoms(use_true_random=False))
def test_growth_and_restarts_in_any_order_come_to_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    made: list[list[bytes]],
    chance: Any,  # noqa: ANN401
) -> None:
    folder = tmp_path_factory.mktemp("grown")
    projects, database = folder / "projects", str(folder / "usage.db")
    lay(projects, made)
    whole = {path: path.read_bytes() for path in projects.rglob("*.jsonl")}
    for path in whole:
        path.write_bytes(b"")
    for _ in range(5):
        path = chance.choice(list(whole))
        size = path.stat().st_size
        path.write_bytes(whole[path][: size + chance.randrange(400)])
        caught_up(projects, database).close()
    lay(projects, made)
    index = caught_up(projects, database)
    found = referee.indexed(index)
    index.close()

    assert referee.truth(projects) == found


def line(message_id: str, tokens: int, **fields: object) -> bytes:
    message = {"id": message_id, "usage": {"output_tokens": tokens}, **fields}
    return json.dumps({"type": "assistant", "message": message}).encode() + b"\n"


def test_answers_without_a_model_are_kept_apart_from_others(tmp_path: Path) -> None:
    path = tmp_path / "projects/-src/s1.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(line("a", 1))
    (path.parent / "s2.jsonl").write_bytes(line("a", 1))
    database = str(tmp_path / "usage.db")
    caught_up(path.parents[1], database).close()
    with path.open("ab") as file:
        file.write(line("b", 2, model="opus"))
    index = caught_up(path.parents[1], database)

    assert {(-1, ""): 1, (-1, "opus"): 2} == referee.indexed_by_row(index)


def test_a_thousand_huge_counts_are_summed(tmp_path: Path) -> None:
    path = tmp_path / "-src/s1.jsonl"
    path.parent.mkdir()
    path.write_bytes(b"".join(line(f"m{number}", 2**40) for number in range(3000)))

    assert 3000 * 2**40 == referee.indexed(caught_up(tmp_path))["output_tokens"]


@pytest.mark.parametrize("how", ["truncated", "rewritten", "older", "rotated", "deleted", "moved"])
def test_what_becomes_of_a_file_is_taken_up(tmp_path: Path, how: str) -> None:
    projects, database = tmp_path / "projects", str(tmp_path / "usage.db")
    path = projects / "-src/s1.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(line(f"m{number}", 10) for number in range(9)))
    before = path.stat().st_mtime_ns
    caught_up(projects, database).close()
    if how == "rotated":
        path.rename(path.with_suffix(".old"))
        path.write_bytes(line("other", 3))
    elif how == "deleted":
        path.unlink()
    elif how == "moved":
        path.rename(path.parent / "s2.jsonl")
    else:
        path.write_bytes(line("m0", 10) if how == "truncated" else line("other", 3) * 2)
        moved = before - 10**9 if how == "older" else before + 1
        os.utime(path, ns=(moved, moved))
    for _ in range(2):
        index = caught_up(projects, database)
        found = referee.indexed(index)
        index.close()

        assert referee.truth(projects) == found


def test_a_file_over_the_limit_costs_what_its_other_lines_say(tmp_path: Path) -> None:
    path = tmp_path / "-src/s1.jsonl"
    path.parent.mkdir()
    long = line("long", 5, text="x" * (17 << 20))
    path.write_bytes(line("a", 1) + long + line("b", 2))
    index = caught_up(tmp_path)

    assert 3 == referee.indexed(index)["output_tokens"]
    assert 1 == index.too_long()
