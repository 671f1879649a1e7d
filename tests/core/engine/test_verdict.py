"""How an attempt ended: by its shim's word, and what the API said last."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.attempts.records import Ended
from core.engine.agents.verdict import judged
from core.model.gate import Halting
from core.model.quota import Reading
from core.model.run import Ender, Standing
from core.runners.stream import Told
from tests.core.spawn.gates import NOON

FULL = Reading(
    window="five_hour",
    fraction=1.0,
    resets_at=NOON + timedelta(hours=1),
    source="rate_limit_event",
    observed_at=NOON,
)


@pytest.mark.parametrize(
    ("ended", "because"),
    [
        (Ended(code=0), "exit code 0"),
        (Ended(code=3), "exit code 3: it broke"),
        (Ended(code=-9), "killed by signal 9: it broke"),
        (Ended(code=-15, by=Ender.ORDER), "killed by signal 15 after order: it broke"),
        (
            Ended(code=-15, by=Ender.LIMIT, because="no progress for 30 min"),
            "killed by signal 15 after limit: no progress for 30 min",
        ),
        (None, "it died with its shim"),
    ],
)
def test_an_end_is_told_in_words(ended: Ended | None, because: str) -> None:
    found = judged(ended, Told(), "it broke", NOON)

    assert because == found.because
    assert (Standing.ENDED if ended else Standing.LOST) is found.standing
    assert None is found.halt


@pytest.mark.parametrize(
    ("error", "kind", "minutes"),
    [
        ("rate_limit", Halting.QUOTA, None),
        ("billing_error", Halting.OUTAGE, None),
        ("overloaded_error", Halting.OUTAGE, 1),
    ],
)
def test_what_the_account_ended_holds_everybody(
    error: str, kind: Halting, minutes: int | None
) -> None:
    told = Told(error=error, readings={"five_hour": FULL})
    halt = judged(Ended(code=1), told, "", NOON).halt

    assert halt is not None
    assert kind is halt.kind
    assert (minutes and NOON + timedelta(minutes=minutes)) == halt.until


def test_an_agent_that_ended_well_has_met_no_limit() -> None:
    assert None is judged(Ended(code=0), Told(error="rate_limit"), "", NOON).halt


def test_another_error_is_the_agents_own() -> None:
    assert None is judged(Ended(code=1), Told(error="invalid_request"), "", NOON).halt


def test_last_words_are_harmless() -> None:
    assert "\x1b" not in judged(Ended(code=1), Told(), "\x1b]0;boo\x07", NOON).because
