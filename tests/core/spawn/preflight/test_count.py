"""The safe count comes from a formula whose every input is shown with its source."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.pace import WAVES
from core.model.preflight import Fanout, Figure, Preflight, Unit
from core.model.runner import Runner
from core.spawn.preflight.count import preflight, safe_count
from core.spawn.preflight.quota import allowances, worst_case
from tests.preflight_scenes import AT, READING, UNTOLD

WEEK = replace(READING, window="seven_day", fraction=0.9)
FANOUT = Fanout(plan="batch", runner=Runner.CLAUDE, wanted=30, pace=WAVES)


def calculated(
    fanout: Fanout = FANOUT,
    *,
    windows: dict[str, int] | None = None,
    budget: tuple[int | str, str] | None = None,
    worst: int | str | None = "10%",
    readings: tuple[object, ...] = (READING,),
) -> Preflight:
    """Calculate from a plan's words."""
    found = allowances(windows or {}, readings, budget, AT)  # type: ignore[arg-type]
    return preflight(fanout, found, worst_case(worst, (), "agents", found), UNTOLD)


@pytest.mark.requirement("S1-21")
@given(st.integers(0, 10**9), st.integers(1, 10**7))
def test_the_safe_count_is_exact(quota: int, worst: int) -> None:
    found = safe_count(quota, worst)

    assert found * worst * 5 <= quota * 3 < (found + 1) * worst * 5


@pytest.mark.requirement("S1-21", "S1-23")
def test_what_is_left_decides_and_the_whole_quota_stands_beside_it() -> None:
    found = calculated(windows={"five_hour": 4_000_000}, worst=200_000)

    assert (4, 12) == (found.safe_count, found.whole_count)
    assert (1_520_000, 4_000_000) == (found.quota_left.value, found.whole_quota.value)
    assert "five_hour: the rehearsal's account, rate_limit_event" in found.quota_left.source
    assert (200_000, "worst_case_tokens of the plan") == (
        found.worst_case.value,
        found.worst_case.source,
    )
    assert 0.6 == found.factor.value


@pytest.mark.requirement("S1-23")
def test_where_only_fractions_are_known_the_work_is_in_percent() -> None:
    found = calculated()

    assert (2, 6, Unit.PERCENT) == (found.safe_count, found.whole_count, found.quota_left.unit)
    assert 38 == found.quota_left.value


def test_the_least_of_all_windows_decides() -> None:
    found = calculated(readings=(READING, WEEK))

    assert (0, 10) == (found.safe_count, found.quota_left.value)
    assert found.quota_left.source.startswith("seven_day")


def test_a_window_that_has_begun_anew_is_whole() -> None:
    past = replace(READING, resets_at=AT)
    found = calculated(readings=(past,))

    assert (6, 100) == (found.safe_count, found.quota_left.value)


def test_a_budget_limits_besides_the_windows() -> None:
    percent = calculated(budget=("20%", "--token-budget"))
    tokens = calculated(budget=(1_000_000, "--token-budget"), worst=100_000)

    assert (1, 20) == (percent.safe_count, percent.quota_left.value)
    assert (6, 1_000_000) == (tokens.safe_count, tokens.quota_left.value)
    assert "token budget: --token-budget" == tokens.quota_left.source


def test_percent_become_tokens_where_the_size_of_a_window_is_known() -> None:
    sized = {"five_hour": 1_000_000}
    found = calculated(windows=sized, readings=(), budget=("50%", "plan"), worst="10%")

    assert (3, 500_000, 100_000) == (
        found.safe_count,
        found.quota_left.value,
        found.worst_case.value,
    )


@pytest.mark.parametrize("worst", [None, 400_000])
def test_without_both_inputs_in_one_unit_there_is_no_number(worst: int | None) -> None:
    found = calculated(worst=worst)

    assert found.safe_count is None
    assert found.needs_consent
    assert not calculated(replace(FANOUT, runner=Runner.REHEARSAL), worst=worst).needs_consent


@pytest.mark.parametrize("worst", [None, "10%", 400_000])
def test_a_window_that_is_used_up_allows_nobody(worst: int | str | None) -> None:
    found = calculated(readings=(replace(READING, fraction=1.0),), worst=worst)

    assert (0, 0) == (found.safe_count, found.quota_left.value)
    assert found.needs_consent


def test_the_latest_word_on_a_window_counts() -> None:
    later = replace(READING, fraction=0.9, observed_at=AT)

    assert 10 == calculated(readings=(later, READING)).quota_left.value


@pytest.mark.requirement("S1-25")
@pytest.mark.parametrize(("wanted", "need", "is_larger"), [(3, 30, False), (30, 300, True)])
def test_three_agents_leave_most_and_thirty_need_three_quotas(
    wanted: int, need: int, *, is_larger: bool
) -> None:
    unused = replace(READING, fraction=0.0)
    found = calculated(replace(FANOUT, wanted=wanted), readings=(unused,))

    assert (need, 100, 6) == (found.need.value, found.quota_left.value, found.safe_count)
    assert is_larger == found.is_larger


@pytest.mark.requirement("S1-32")
@given(st.integers(0, 60), st.integers(0, 60))
def test_agents_at_work_share_the_one_quota(busy: int, more: int) -> None:
    alone, shared = (
        calculated(replace(FANOUT, busy=number), windows={"five_hour": 9_999_999}, worst=77_777)
        for number in (busy, busy + more)
    )

    assert shared.safe_count is not None
    assert alone.safe_count is not None
    assert shared.safe_count + busy + more <= max(busy + more, alone.safe_count + busy)
    assert shared.safe_count >= 0


@given(st.floats(0, 1), st.integers(1, 100), st.integers(0, 200))
def test_no_safe_number_takes_more_than_is_left(part: float, worst: int, wanted: int) -> None:
    found = calculated(
        replace(FANOUT, wanted=wanted),
        readings=(replace(READING, fraction=part),),
        worst=f"{worst}%",
    )

    assert found.safe_count is not None
    assert found.quota_left.value is not None
    assert found.safe_count * worst <= Fraction(found.quota_left.value) * Fraction(3, 5)
    assert found.is_larger == (wanted > found.safe_count)


@pytest.mark.requirement("S1-22")
@given(st.integers(1, 100), st.integers(1, 50))
def test_both_ways_out_are_shown_and_lose_nobody(wanted: int, worst: int) -> None:
    found = calculated(replace(FANOUT, wanted=wanted), worst=f"{worst}%")

    if not found.is_larger:
        assert () == found.options
    elif found.safe_count == 0:
        assert [(0,)] == [one.counts for one in found.options]
    else:
        fewer, several = found.options
        assert (found.safe_count,) == fewer.counts
        assert (wanted, found.safe_count) == (sum(several.counts), several.counts[0])


def test_a_learned_worst_case_says_of_how_many() -> None:
    few = worst_case(None, [1000] * 9, "subagents", ())
    many = worst_case(None, [*range(1000, 101_000, 1000), 0], "subagents", ())

    assert few == Figure(
        value=None, source="only 9 subagents in the history, and no worst_case_tokens in the plan"
    )
    assert many == Figure(
        value=95_000, source="95% of your 100 subagents took no more, cache reads included"
    )
