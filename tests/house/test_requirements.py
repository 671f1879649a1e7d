"""Which rule of the source documents is proven where: the list and the marks agree."""

from __future__ import annotations

import ast

import pytest

from tests.house.requirements import (
    DECLARED,
    EXTENT,
    Requirement,
    counts,
    declared,
    marks,
    mistakes,
    proofs,
    table,
)

RULES = declared(DECLARED.read_text("utf-8"))


def test_every_rule_of_every_source_is_on_the_list() -> None:
    expected = [f"{source}-{n:02}" for source, last in EXTENT.items() for n in range(1, last + 1)]

    assert expected == list(RULES)


def test_what_is_declared_is_marked_and_what_is_marked_is_declared() -> None:
    assert set() == mistakes(RULES, proofs())


def test_the_table_names_rule_status_and_reason() -> None:
    rules = {
        "S0-01": Requirement("S0-01", "agents are seen", "met"),
        "S0-02": Requirement("S0-02", "agents are heard", "later", "has no ears"),
    }
    lines = table(rules, {"S0-01": ["core/test_eyes.py"]})

    assert "S0-01  met             agents are seen\n" in lines
    assert "core/test_eyes.py" in lines
    assert "has no ears" in lines
    assert "1 met, 1 later, 0 not applicable" == counts(rules)


@pytest.mark.parametrize(
    ("status", "because", "marked", "mistake"),
    [
        ("met", "", [], "S0-01: declared met, but no test is marked"),
        ("later", "soon", ["S0-01"], "S0-01: marked, but not declared met"),
        ("met", "", ["S0-01", "S9-99"], "S9-99: marked, but no such rule"),
        ("later", "", [], "S0-01: not met, and nothing says why"),
        ("done", "soon", [], "S0-01: no such status"),
    ],
)
def test_a_planted_mistake_is_found(
    status: str, because: str, marked: list[str], mistake: str
) -> None:
    rules = {"S0-01": Requirement("S0-01", "agents are seen", status, because)}

    assert mistake in mistakes(rules, marked)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("@pytest.mark.requirement('S0-01', 'S0-02')\ndef test(): ...", {"S0-01", "S0-02"}),
        ("@mark.requirement('S0-01')\nclass TestX: ...", {"S0-01"}),
        ("pytestmark = [pytest.mark.requirement('S0-01')]", {"S0-01"}),
        ("x = pytest.param(1, marks=pytest.mark.requirement('S0-01'))", {"S0-01"}),
        ("@pytest.mark.requirement(ID)\ndef test(): ...", {"?"}),
        ("'pytest.mark.requirement(1)'", set()),
    ],
)
def test_marks_are_read_from_the_syntax(text: str, ids: set[str]) -> None:
    assert ids == marks(ast.parse(text))
