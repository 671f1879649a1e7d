"""A word may mean an agent by key, id, name, or the beginning of one."""

from __future__ import annotations

import pytest

from core.model.agent import Agent, AgentId, Kind
from tui.twins.agent import named, page, shown

MAIN, OTHER = "6f1c2a9e-0000", "6f1c77aa-0000"


def agent(session: str, own: str = "", name: str = "", key: str = "") -> Agent:
    kind = Kind.SUBAGENT if own else Kind.MAIN
    return Agent(id=AgentId(session, own), key=key, kind=kind, name=name)


FLEET = [
    agent(MAIN, name="shop", key="6f1c2a9e"),
    agent(MAIN, "a3b9d0", name="alpha worker", key="6f1c2a9e/a3b9d0"),
    agent(MAIN, "a3b9ff", name="beta worker", key="6f1c2a9e/a3b9ff"),
    agent(OTHER, name="shop", key="6f1c77aa"),
    agent(OTHER, "b01", name="alpha", key="6f1c77aa/b01"),
]


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("6f1c2a9e", ["6f1c2a9e"]),
        ("6f1c2a9e/a3b9d0", ["6f1c2a9e/a3b9d0"]),
        ("a3b9d0", ["6f1c2a9e/a3b9d0"]),
        (MAIN, ["6f1c2a9e"]),
        ("6f1c2", ["6f1c2a9e"]),
        ("6f1c", ["6f1c2a9e", "6f1c77aa"]),
        ("alpha", ["6f1c77aa/b01"]),
        ("Alpha W", ["6f1c2a9e/a3b9d0"]),
        ("shop", ["6f1c2a9e", "6f1c77aa"]),
        ("a3b9", ["6f1c2a9e/a3b9d0", "6f1c2a9e/a3b9ff"]),
        ("nobody", []),
    ],
)
def test_a_word_means_an_agent(word: str, keys: list[str]) -> None:
    assert keys == [one.key for one in named(FLEET, word)]


def test_what_is_unknown_is_null_and_has_no_line() -> None:
    document = shown(FLEET[0], None, ())

    assert "shop" == document.agent.name
    assert document.agent.last_progress_at is None
    assert [] == document.steps
    assert "model" not in page(FLEET[0], None)
