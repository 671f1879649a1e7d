"""Rows stand worst first, or as a person wants them."""

from __future__ import annotations

from core.model.diagnosis import State
from tests import scenes
from tui.present.view.order import arrange, ranks
from tui.present.view.wishes import Group, Grouping, Ordering, Sort

AGENTS = {agent.key: agent for agent in scenes.BUSY.agents}


def ordered(**chosen: object) -> list[str | Group]:
    ordering = Ordering(**chosen)
    rows = arrange(AGENTS, ranks(AGENTS.values(), ordering), ordering)
    return [AGENTS[row].name if isinstance(row, str) else row for row in rows]


def test_the_worst_stand_first() -> None:
    names = ordered()
    states = [next(a for a in AGENTS.values() if a.name == n).diagnosis.state for n in names]

    assert State.QUOTA is states[0]
    assert State.DONE is states[-1]
    assert "tests-flaky-cart" == names[0]


def test_a_child_that_was_stopped_is_no_problem() -> None:
    assert "payout-retry" in ordered()[:3]
    assert "sdk-go-client" in ordered()[-5:]


def test_the_longest_silence_stands_first_among_equals() -> None:
    stalled = [name for name in ordered() if name in {"ws-reconnect", "perf-home-lcp"}]

    assert ["ws-reconnect", "perf-home-lcp"] == stalled


def test_rows_sort_by_every_column_and_turn_round() -> None:
    for sort in Sort:
        assert 30 == len(ordered(sort=sort))
    assert "auth-token-rotate" == ordered(sort=Sort.NAME)[0]
    assert "ws-reconnect" == ordered(sort=Sort.NAME, is_reversed=True)[0]
    assert "shop fan-out" == ordered(sort=Sort.TOKENS)[0]


def test_a_group_stands_above_its_rows_and_is_named_after_its_main_agent() -> None:
    rows = ordered(grouping=Grouping.SESSION)

    assert isinstance(rows[0], Group)
    assert f"shop fan-out · {scenes.SESSION[:8]}" == rows[0].name
    assert 30 == len(rows[0].keys)


def test_newcomers_stand_last_until_rows_are_ranked_anew() -> None:
    places = ranks(scenes.BUSY.agents[1:], Ordering())
    rows = arrange(AGENTS, places, Ordering())

    assert scenes.BUSY.agents[0].key == rows[-1]
