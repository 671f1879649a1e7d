"""Each row of the table of API errors: what would help against it."""

from __future__ import annotations

from typing import Any

import pytest

from core.model.signs import Fault
from tests.core.lines import error, prompt, signs_of, when

FIVE_HOURS = {"status": "rejected", "rateLimitType": "five_hour", "resetsAt": 1795208955}
OVERAGE = {"status": "rejected", "rateLimitType": "overage", "overageDisabledReason": "no"}
ALLOWED = {"status": "allowed", "rateLimitType": "five_hour"}
ROWS: list[tuple[Fault, str, dict[str, Any]]] = [
    (Fault.WINDOW, "", {"quotaLimits": FIVE_HOURS}),
    (Fault.WINDOW, "", {"quotaLimits": {**FIVE_HOURS, "rateLimitType": "seven_day_opus"}}),
    (Fault.WINDOW, "", {"apiError": "usage_limit_reached"}),
    (Fault.WINDOW, "You've hit your session limit · resets 9:03pm (UTC)", {"error": "rate_limit"}),
    (Fault.WINDOW, "You've hit your 5-hour limit · resets 9:09pm (UTC)", {"apiErrorStatus": 429}),
    (Fault.WINDOW, "You've reached your weekly limit", {"apiErrorStatus": 429}),
    (Fault.WINDOW, "You've hit your Opus limit", {}),
    (Fault.WINDOW, "Claude AI usage limit reached|1795208955", {}),
    (Fault.BILLING, "", {"quotaLimits": OVERAGE}),
    (Fault.BILLING, "Credit balance is too low", {"error": "billing_error", "apiErrorStatus": 400}),
    (Fault.BILLING, "Credit balance is too low", {}),
    (Fault.BILLING, "", {"apiErrorStatus": 402}),
    (Fault.BILLING, "You're out of usage credits", {}),
    (Fault.BILLING, "Your org is out of usage", {}),
    (Fault.BILLING, "Organization spend limit reached", {}),
    (Fault.BILLING, "You've hit your team's spend limit", {"apiErrorStatus": 429}),
    (Fault.BILLING, "You have reached your specified API usage limits", {"apiErrorStatus": 400}),
    (Fault.THROTTLE, "API Error: Request rejected (429) · slow", {"apiErrorStatus": 429}),
    (Fault.THROTTLE, "Server is temporarily limiting requests", {}),
    (Fault.THROTTLE, "", {"error": "rate_limit"}),
    (Fault.THROTTLE, "", {"apiErrorStatus": 429, "quotaLimits": ALLOWED}),
    (
        Fault.OVERLOAD,
        "API Error: 529 Overloaded.",
        {"error": "server_error", "apiErrorStatus": 529},
    ),
    (Fault.OVERLOAD, "API Error: Repeated 529", {}),
    (Fault.OVERLOAD, "", {"error": "overloaded"}),
    (Fault.SERVER, "API Error: 500 Internal", {"error": "server_error", "apiErrorStatus": 500}),
    (Fault.SERVER, "API Error: Connection closed mid-response.", {"error": "server_error"}),
    (Fault.SERVER, "Request timed out", {"error": "server_error"}),
    (Fault.NETWORK, "Unable to connect to API (ConnectionRefused)", {"error": "server_error"}),
    (Fault.NETWORK, "Connection dropped (ECONNRESET).", {"error": "server_error"}),
    (Fault.NETWORK, "API Error: Connection refused — a firewall", {"error": "server_error"}),
    (Fault.NETWORK, "your computer went to sleep", {}),
    (
        Fault.AUTH,
        "Invalid API key · Fix",
        {"error": "authentication_failed", "apiErrorStatus": 401},
    ),
    (Fault.AUTH, "", {"apiErrorStatus": 403}),
    (Fault.AUTH, "", {"error": "account_on_hold"}),
    (Fault.AUTH, "Not logged in · Please run /login", {}),
    (Fault.REFUSED, "", {"error": "model_not_found", "apiErrorStatus": 404}),
    (Fault.REFUSED, "There's an issue with the selected model", {}),
    (Fault.REFUSED, "Prompt is too long", {"error": "invalid_request", "apiErrorStatus": 400}),
    (Fault.REFUSED, "Request too large", {"apiErrorStatus": 413}),
    (Fault.REFUSED, "", {"error": "max_output_tokens"}),
    (Fault.UNKNOWN, "something new", {"error": "unknown"}),
    (Fault.UNKNOWN, "", {"error": {"status": 7}}),
]


@pytest.mark.parametrize(("fault", "words", "fields"), ROWS)
def test_an_error_is_of_its_class(fault: Fault, words: str, fields: dict[str, Any]) -> None:
    found = signs_of(prompt(), error(1, words, **fields)).error

    assert found is not None
    assert fault is found.fault


def test_the_exhausted_window_and_its_reset_are_kept() -> None:
    limits = {**FIVE_HOURS, "resetsAt": when(3600).timestamp()}
    found = signs_of(prompt(), error(1, "You've hit your 5-hour limit", quotaLimits=limits)).error

    assert found is not None
    assert ("five_hour", when(3600)) == (found.window, found.resets_at)


@pytest.mark.parametrize("resets", [1e30, -1e30, 0, None])
def test_a_reset_that_no_calendar_knows_is_none(resets: float | None) -> None:
    limits = {**FIVE_HOURS, "resetsAt": resets}
    found = signs_of(prompt(), error(1, "limit", quotaLimits=limits)).error

    assert found is not None
    assert found.resets_at is None


def test_the_words_of_an_agent_are_no_error() -> None:
    said = prompt(1, "You've hit your 5-hour limit")

    assert signs_of(said).error is None
