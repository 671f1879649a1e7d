"""A registry is read in every form in which it was ever written, and never trusted."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.handoffs.records import spawned
from core.handoffs.registry.entries import MOST, entries

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(
    st.dictionaries(st.text().filter(lambda name: name != "agents"), JSON, max_size=4), max_size=6
)


@pytest.mark.requirement("S4-06")
@given(OBJECTS, st.sampled_from([None, 2]))
def test_an_array_lines_and_appended_objects_are_the_same(
    objects: list[dict[str, object]], indent: int | None
) -> None:
    array = json.dumps(objects, indent=indent)
    lines = "\n".join(json.dumps(one) for one in objects)
    appended = "".join(json.dumps(one, indent=2) + "\n" for one in objects)
    document = json.dumps({"agents": objects}, indent=indent)

    for text in (array, lines, appended, document):
        assert objects == entries(text.encode())


@pytest.mark.requirement("S4-06")
@given(OBJECTS, st.integers(0, 400))
def test_one_that_was_cut_costs_no_other(objects: list[dict[str, object]], cut: int) -> None:
    whole = "".join(json.dumps(one) + "\n" for one in objects)
    found = entries((whole + '{"agentId": "torn').encode())
    again = entries(b'{"torn": ' + b"[" + whole.encode()[:cut])

    assert objects == found
    assert all(isinstance(one, dict) for one in again)


@given(st.binary(max_size=300))
def test_nothing_that_a_file_holds_breaks_it(raw: bytes) -> None:
    assert all(isinstance(one, dict) for one in entries(raw))
    assert all(one.agent_id for one in spawned(raw))


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 500_000,
        b'{"a":' * 200_000,
        b'{"a' * 300_000,
        b"[{}," * 250_000,
        b'{"a":"\\' * 100_000,
        json.dumps([{"agentId": f"a{n}"} for n in range(20_000)]).encode(),
    ],
    ids=["brackets", "nested", "keys", "unclosed", "escapes", "many"],
)
def test_a_hostile_registry_takes_no_time_worth_speaking_of(raw: bytes) -> None:
    began = time.process_time()
    found = entries(raw)

    assert len(found) <= MOST
    assert time.process_time() - began < 2


def test_what_a_registry_says_is_made_harmless() -> None:
    raw = json.dumps({"agentId": "a\033]52;c;x\007b", "task": "x\u202ey", "role": 3}).encode()
    (found,) = spawned(raw)

    assert "\033" not in found.agent_id
    assert "\u202e" not in (found.milestone or "")
    assert None is found.role
