"""Windows that are used up, and what is burnt a minute, as transcripts tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.quota import Reading
from core.model.signs import ApiError, Fault, Signs, Spent, Transcript, Turn
from core.quota.burn import history, per_minute
from core.quota.windows import latest, readings
from tests.core.lines import when


def refused(window: str, seconds: float, resets: float | None) -> Transcript:
    reset = when(resets) if resets is not None else None
    error = ApiError(
        at=when(seconds), fault=Fault.WINDOW, text="limit", window=window, resets_at=reset
    )
    return Transcript(path="/t", session_id="s", signs=Signs(turn=Turn.FAILED, error=error))


def spent(*answers: tuple[str, float, int]) -> Transcript:
    told = tuple(Spent(message_id=name, at=when(at), total=total) for name, at, total in answers)
    wrote = max((when(at) for _, at, _ in answers), default=None)
    return Transcript(path="/t", session_id="s", signs=Signs(wrote_at=wrote, spent=told))


def test_the_latest_word_on_each_window_counts() -> None:
    told = [
        refused("five_hour", 5, 900),
        refused("five_hour", 9, 950),
        refused("seven_day", 1, 9e4),
    ]
    found = readings(told, when(60))

    assert [("five_hour", when(950)), ("seven_day", when(9e4))] == [
        (one.window, one.resets_at) for one in found
    ]
    assert {(1.0, "transcript")} == {(one.fraction, one.source) for one in found}


@pytest.mark.parametrize("resets", [60, 59, None])
def test_a_window_that_has_reset_is_open(resets: float | None) -> None:
    assert () == readings([refused("five_hour", 5, resets)], when(60))


def test_other_errors_are_no_word_on_a_window() -> None:
    one = refused("five_hour", 5, 900)
    assert one.signs.error is not None
    error = replace(one.signs.error, fault=Fault.OVERLOAD)

    assert () == readings([replace(one, signs=replace(one.signs, error=error))], when(60))


@pytest.mark.requirement("S1-12")
def test_each_answer_is_burnt_once_in_its_minute() -> None:
    bars = history([spent(("a", 0, 5), ("b", 30, 7), ("c", 100, 1)), spent(("a", 0, 5))], when(119))

    assert (60, 1, 12) == (len(bars), bars[-1], bars[-2])
    assert 13 == sum(bars)


@pytest.mark.parametrize(("seconds", "total"), [(3599, 5), (3600, 0), (-1, 0)])
def test_only_the_last_hour_burns(seconds: float, total: int) -> None:
    assert total == sum(history([spent(("a", 0, 5))], when(seconds)))


def test_nothing_burnt_is_unknown_not_zero() -> None:
    assert per_minute((0,) * 60) is None
    assert 2.0 == per_minute((0,) * 55 + (10, 0, 0, 0, 0))
    assert 0.0 == per_minute((10,) + (0,) * 59)


def heard(window: str, fraction: float, seconds: float, resets: float) -> Reading:
    return Reading(
        window=window,
        fraction=fraction,
        resets_at=when(resets),
        source="rate_limit_event",
        observed_at=when(seconds),
    )


def test_what_an_engine_heard_last_comes_before_what_was_written_earlier() -> None:
    written = readings([refused("five_hour", 5, 900)], when(60))
    found = latest([*written, heard("five_hour", 0.4, 30, 950), heard("x", 0.1, 1, 59)], when(60))

    assert [("five_hour", 0.4, "rate_limit_event")] == [
        (one.window, one.fraction, one.source) for one in found
    ]
