"""The account behind the pretended API: windows fill, headers say so, and it refuses."""

from __future__ import annotations

import pytest

from core.errors import Misuse
from core.rehearsal.api.faults import Fault, Kind, active, faults
from core.rehearsal.api.limits import FIVE_HOURS, UNIFIED, Account, Allowance

NOW = 1_795_000_000.0


def test_a_window_fills_is_told_and_refuses_until_its_reset() -> None:
    account = Account(Allowance(five_hour=1000, seven_day=100_000))
    assert "0.00" == account.ask(NOW).headers[f"{UNIFIED}5h-utilization"]
    account.spend(800)
    told = account.ask(NOW + 10)
    assert ("0.80", "allowed") == (
        told.headers[f"{UNIFIED}5h-utilization"],
        told.headers[f"{UNIFIED}5h-status"],
    )
    account.spend(150)
    assert "allowed_warning" == account.ask(NOW + 20).headers[f"{UNIFIED}status"]
    account.spend(150)
    full = account.ask(NOW + 30)

    assert not full.is_allowed
    assert "rejected" == full.headers[f"{UNIFIED}status"]
    assert "five_hour" == full.headers[f"{UNIFIED}representative-claim"]
    assert str(round(NOW + FIVE_HOURS)) == full.headers[f"{UNIFIED}reset"]
    assert str(round(FIVE_HOURS - 30)) == full.headers["retry-after"]
    assert account.ask(NOW + FIVE_HOURS).is_allowed


def test_a_key_is_told_of_minutes_in_counts() -> None:
    account = Account(
        Allowance(requests_per_minute=2, tokens_per_minute=500, is_subscription=False)
    )
    first = account.ask(NOW)
    account.ask(NOW + 1)
    third = account.ask(NOW + 2)

    assert "1" == first.headers["anthropic-ratelimit-requests-remaining"]
    assert not third.is_allowed
    assert "58" == third.headers["retry-after"]
    assert not any(name.startswith(UNIFIED) for name in third.headers)
    assert account.ask(NOW + 60).is_allowed


def test_an_account_without_limits_says_nothing() -> None:
    assert {} == Account(Allowance()).ask(NOW).headers


def test_a_time_line_of_faults_is_read() -> None:
    line = faults("overload@20+15, credit@90")

    assert (Fault(kind=Kind.OVERLOAD, begin=20, end=35), Fault(kind=Kind.CREDIT, begin=90)) == line
    assert [None, Kind.OVERLOAD, None, Kind.CREDIT] == [active(line, at) for at in (0, 20, 35, 99)]


def test_flapping_is_a_second_down_and_a_second_up() -> None:
    line = faults("flap@10")

    assert [Kind.FLAP, None, Kind.FLAP, None] == [active(line, at) for at in (10.5, 11.5, 12, 13)]


@pytest.mark.parametrize("text", ["overlod@3", "hang", "cut@x", "cut@3+"])
def test_a_fault_that_there_is_not_is_named(text: str) -> None:
    with pytest.raises(Misuse, match="expected KIND@SECOND"):
        faults(text)
