"""Who goes too long without progress is ended; never for what is not its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine.agents.limits import AWAKE, Progress, Seen, limit


def seen(name: str = "a", *, steps: int = 0, excused: bool = False) -> Seen:
    return Seen(attempt=name, steps=steps, limit=1800.0, is_excused=excused)


@pytest.mark.requirement("S4-04", "S4-35", "S4-36", "S4-37", "S4-38", "S4-39", "S4-49")
@pytest.mark.parametrize(
    ("role", "minutes"),
    [("PLANNER", 15), ("IMPLEMENTER", 30), ("AUDITOR", 20), ("CLEANER", 10), ("QA lead", 20)],
)
def test_a_limit_depends_on_the_role_and_grows_with_the_attempts(role: str, minutes: int) -> None:
    assert [minutes * 60 * times for times in (1, 2, 3, 3)] == [
        limit(role, number) for number in range(4)
    ]


@pytest.mark.requirement("S4-46")
def test_the_limit_counts_from_the_last_progress_and_not_from_the_start() -> None:
    progress = Progress()
    late = [progress.overdue([seen(steps=now // 1000)], now) for now in range(0, 9000, 100)]
    silent = [progress.overdue([seen(steps=8)], now) for now in range(9000, 13000, 100)]

    assert [] == [one for one in late if one]
    assert [(8, {"a": 1800}), (26, {"a": 1800})] == [
        (number, one) for number, one in enumerate(silent) if one
    ]


@pytest.mark.requirement("S4-45")
@given(st.floats(0, 1e7))
def test_who_has_ended_is_never_out_of_time(long: float) -> None:
    progress = Progress()
    progress.overdue([seen("ended"), seen("works")], 0)

    assert {} == progress.overdue([seen("works", steps=1)], long)
    assert "ended" not in progress.overdue([seen("works", steps=1)], 2 * long + 1800)


def test_who_waits_for_an_answer_is_not_counted() -> None:
    progress = Progress()
    for now in range(0, 9000, 100):
        assert {} == progress.overdue([seen(excused=True)], now)

    assert {} == progress.overdue([seen()], 10000)
    assert {"a": 1800} == progress.overdue([seen()], 8900 + 1800)


def test_agents_that_fall_silent_together_are_one_stall_of_the_accounts() -> None:
    progress, three = Progress(), [seen("a"), seen("b"), seen("c")]
    progress.overdue(three, 0)

    assert {} == progress.overdue(three, 1800)
    assert ["a", "b"] == [*progress.overdue([*three[:2], seen("c", steps=1)], 1801)]


def test_a_stall_of_all_is_one_whatever_the_limits_and_whoever_fell_silent_first() -> None:
    progress = Progress()
    three = [replace(seen(one), limit=most) for one, most in (("a", 600), ("b", 1800), ("c", 1200))]
    for now in (0, 25, 50):
        progress.overdue(three[: 1 + now // 25], now)
    other = [replace(seen("other", steps=now), limit=600) for now in range(3000)]

    assert [] == [now for now in range(51, 3000) if progress.overdue([*three, other[now]], now)]


def test_three_that_fall_silent_one_after_the_other_are_each_their_own() -> None:
    progress = Progress()
    for now, name in ((0, "a"), (100, "b"), (200, "c")):
        progress.overdue([seen(one, steps=1) for one in "abc" if one <= name], now)

    assert ["a", "b", "c"] == [*progress.overdue([seen(one, steps=1) for one in "abc"], 2000)]


@given(st.floats(0, 1e5), st.floats(0, 1e5))
def test_nobody_is_judged_within_a_minute_after_the_machine_slept(
    before: float, awake: float
) -> None:
    """The limit counts a clock that stops in suspend, so the sleep itself costs nobody anything."""
    progress = Progress()
    progress.overdue([seen()], before)

    progress.wake(before + awake)
    assert {} == progress.overdue([seen()], before + awake)
    assert {} == progress.overdue([seen()], before + awake + AWAKE - 1)
    is_late = [*progress.overdue([seen()], before + awake + AWAKE)] == ["a"]
    assert is_late == (before + awake + AWAKE - before >= limit("IMPLEMENTER", 0))


def test_a_new_engine_tells_a_stall_of_all_from_agents_that_hang_by_themselves() -> None:
    """It counts anew for all at the same moment: by that they would all look like one stall."""
    names = ("a", "b", "c")
    alone, together = Progress(), Progress()
    hang = [replace(seen(name), quiet=600.0 * number) for number, name in enumerate(names)]
    fell = [replace(seen(name), quiet=600.0 + number) for number, name in enumerate(names)]
    for progress, all_ in ((alone, hang), (together, fell)):
        assert {} == progress.overdue(all_, 0)

    assert set(names) == set(alone.overdue(hang, 1800))
    assert {} == together.overdue(fell, 1800)


def test_a_hold_of_the_account_makes_nobody_fall_silent() -> None:
    progress, names = Progress(), ("a", "b", "c")
    for now in (0, 600, 1200):
        progress.overdue([seen(name, steps=now // 600 >= n) for n, name in enumerate(names)], now)
    held = [seen(name, steps=1, excused=True) for name in names]
    assert {} == progress.overdue(held, 1300)

    assert set(names) == set(progress.overdue([seen(name, steps=1) for name in names], 3100))
