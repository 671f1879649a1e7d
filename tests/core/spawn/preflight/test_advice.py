"""Every warning carries its action; safeguards are said as they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.pace import BURST, CAREFUL, WAVES, Pace
from core.model.preflight import Allowance, Fanout, Figure, Unit
from core.model.runner import Runner
from core.spawn.preflight.advice import questions, safeguards, warnings
from tests.preflight_scenes import READING

CLAUDE = Fanout(
    plan="batch",
    runner=Runner.CLAUDE,
    wanted=5,
    pace=WAVES,
    permission_mode="acceptEdits",
    allowed_tools=("Bash(git *)",),
)
KNOWN = Figure(value=100.0, source="told", unit=Unit.PERCENT)
UNKNOWN = Figure(value=None, source="nobody said", unit=Unit.PERCENT)


def warned(fanout: Fanout, safe: int | None = 50, *found: Allowance) -> str:
    told = warnings(fanout, safe, KNOWN, KNOWN, found)

    assert all(one.text.endswith((".", "?")) and one.action.endswith((".", ";")) for one in told)
    return " ".join(map(str, told))


def test_a_small_and_certain_fan_out_is_warned_of_nothing() -> None:
    assert "" == warned(CLAUDE)


@pytest.mark.requirement("S1-24")
@pytest.mark.parametrize(
    ("before", "safe", "is_warned"),
    [(3, None, True), (5, None, False), (None, None, False), (3, 50, False)],
)
def test_a_number_that_grew_without_a_calculation_is_a_smell(
    before: int | None, safe: int | None, *, is_warned: bool
) -> None:
    assert is_warned == ("started last time" in warned(replace(CLAUDE, before=before), safe))


@pytest.mark.parametrize(
    ("mode", "tools", "words"),
    [
        ("default", (), "stops at its first edit"),
        ("", (), "stops at its first edit"),
        ("plan", ("Edit",), "change no file"),
        ("acceptEdits", (), "every command that it runs is refused"),
        ("default", ("Edit",), ""),
        ("bypassPermissions", (), ""),
    ],
)
def test_permissions_that_would_leave_an_agent_stuck_are_named(
    mode: str, tools: tuple[str, ...], words: str
) -> None:
    told = warned(replace(CLAUDE, permission_mode=mode, allowed_tools=tools))

    assert words in told
    assert bool(words) == bool(told)


def test_what_is_unknown_is_said_with_what_would_tell() -> None:
    left = warnings(CLAUDE, None, UNKNOWN, KNOWN, ())
    worst = warnings(CLAUDE, None, KNOWN, UNKNOWN, ())
    units = warnings(CLAUDE, None, KNOWN, replace(KNOWN, unit=Unit.TOKENS), ())

    assert "token_budget" in str(left[0])
    assert "nobody said" in str(worst[0])
    assert "in percent, the worst case in tokens" in str(units[0])
    assert () == warnings(replace(CLAUDE, runner=Runner.REHEARSAL), None, UNKNOWN, KNOWN, ())


def test_a_window_beyond_the_pause_line_is_named() -> None:
    full = Allowance(
        window="five_hour",
        whole=100.0,
        left=19.0,
        unit=Unit.PERCENT,
        source="told",
        resets_at=READING.resets_at,
    )

    assert "81% of five_hour is used: no agent starts" in warned(CLAUDE, 50, full)
    assert "16:00 UTC" in warned(CLAUDE, 50, full)


@pytest.mark.requirement("S1-29")
@pytest.mark.parametrize(("pace", "is_staggered"), [(WAVES, True), (CAREFUL, True), (BURST, False)])
def test_each_of_the_four_safeguards_is_said_as_it_is(pace: Pace, *, is_staggered: bool) -> None:
    found = safeguards(replace(CLAUDE, pace=pace), ())

    assert [is_staggered, True, True, True] == [one.is_on for one in found]
    assert all(one.because for one in found)


@pytest.mark.requirement("S1-29")
def test_a_safeguard_that_is_off_is_a_warning_from_six_agents_on() -> None:
    assert "Safeguard off" not in warned(CLAUDE)
    assert "Safeguard off" not in warned(replace(CLAUDE, wanted=6))
    assert "Safeguard off: staggered" in warned(replace(CLAUDE, wanted=6, pace=BURST))
    unsaved = replace(CLAUDE, wanted=6, asks_for_checkpoints=False)
    assert "never says {checkpoint}" in warned(unsaved)
    assert "groundstop plan brief prints one that does" in warned(unsaved)


def test_a_rehearsal_without_a_window_has_no_pause_line() -> None:
    rehearsal = replace(CLAUDE, runner=Runner.REHEARSAL)
    window = Allowance(window="five_hour", whole=1, left=1, unit=Unit.TOKENS, source="told")

    assert not safeguards(rehearsal, ())[2].is_on
    assert safeguards(rehearsal, (window,))[2].is_on


@pytest.mark.requirement("S1-35")
def test_the_three_questions_are_asked_and_a_no_is_a_warning() -> None:
    asked = questions(CLAUDE)
    answered = replace(CLAUDE, answers=(True, False, None))

    assert [None, None, None] == [one.answer for one in asked]
    assert [True, False, None] == [one.answer for one in questions(answered)]
    assert f"The plan says no: {asked[1].words}" in warned(answered)
