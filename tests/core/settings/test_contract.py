"""The settings of the hot doors and those that are explained are the same."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel  # noqa: TC002, the tests read the types

from core.settings import hot, records
from core.toml.mistakes import flat

PAIRS = [
    (getattr(hot, name), getattr(records, name))
    for name in ("Ui", "Limits", "Notifications", "Spawn", "Settings")
]
NAMES = [*flat(msgspec.to_builtins(hot.Settings())), "ui", "ui.thing", "keys.a.b", "thing"]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2000),
    st.floats(),
    st.sampled_from(["auto", "dark", "drak", "ascii", "none", "24h", "0h", "all", "", "..", "a/b"]),
    st.lists(st.one_of(st.text(max_size=3), st.integers()), max_size=2),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)


@pytest.mark.parametrize(("struct", "model"), PAIRS, ids=lambda one: one.__name__)
def test_fields_and_defaults_are_the_same(
    struct: type[msgspec.Struct], model: type[BaseModel]
) -> None:
    assert [one.name for one in msgspec.structs.fields(struct)] == list(model.model_fields)
    assert msgspec.to_builtins(struct()) == model().model_dump()


@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3))
def test_both_take_and_refuse_the_same(values: dict[str, object]) -> None:
    tree: dict[str, object] = {}
    for dotted, value in values.items():
        table, dot, name = dotted.partition(".")
        below = tree.setdefault(table, {}) if dot else None
        if isinstance(below, dict):
            below[name] = value
        elif not dot:
            tree[dotted] = value
    try:
        read = msgspec.to_builtins(hot.read(tree))
    except hot.MISFIT:
        assert records.faults(tree)
    else:
        assert [] == records.faults(tree)
        assert records.Settings.model_validate(tree).model_dump() == read


def test_every_default_says_where_it_comes_from() -> None:
    unsaid = [
        name for name, (_, words) in records.descriptions().items() if "Source: " not in words
    ]

    assert [] == unsaid


def test_every_setting_of_a_table_is_described() -> None:
    assert set(flat(msgspec.to_builtins(hot.Settings()))) == set(records.descriptions())
