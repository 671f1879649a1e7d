"""The filter language keeps whom it names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import scenes
from tui.present.view.filters import parse


def named(text: str) -> list[str]:
    return [agent.name for agent in scenes.BUSY.agents if parse(text).holds(agent)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("cart", ["tests-flaky-cart", "cart-merge-race"]),
        ("cart !race", ["tests-flaky-cart"]),
        ("CART state:quiet", ["cart-merge-race"]),
        ("kind:main", ["shop fan-out"]),
        ("branch:fan/jwt", ["jwt-clock-skew"]),
        ("state:needs-you", ["auth-token-rotate"]),
        (
            "state:working model:opus !children",
            ["shop fan-out", "billing-proration", "invoice-pdf-a11y"],
        ),
        ("cause:billing", ["rbac-audit-log"]),
        (r"retry_after", ["checkout-3ds-flow"]),
    ],
)
def test_a_filter_keeps_whom_it_names(text: str, names: list[str]) -> None:
    assert names == named(text)


def test_an_empty_filter_keeps_everybody() -> None:
    assert 30 == len(named("   "))


def test_a_session_is_found_by_the_start_of_its_id() -> None:
    assert 30 == len(named(f"session:{scenes.SESSION[:8]}"))
    assert [] == named(f"!session:{scenes.SESSION[:8]}")


def test_a_word_with_a_colon_that_is_no_field_is_a_word() -> None:
    assert "" == parse("12:30").problem
    assert "12:30" == parse("12:30").terms[0].text


@given(st.text())
def test_no_text_breaks_the_filter(text: str) -> None:
    found = parse(text)

    assert all(isinstance(found.holds(agent), bool) for agent in scenes.BUSY.agents[:3])
