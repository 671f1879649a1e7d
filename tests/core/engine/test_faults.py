"""Every class of API error has its answer: who is held, and whether a retry is spent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.attempts.records import Ended
from core.engine.agents.verdict import judged
from core.model.gate import Halting
from core.model.pace import BURST
from core.model.quota import Reading
from core.model.run import Attempt, Outcome, Task
from core.model.signs import Fault
from core.runners.stream import Told
from core.runs.outcome import following
from tests.core.spawn.gates import NOON, at

HOUR = NOON + timedelta(hours=1)
FULL = Reading(
    window="five_hour", fraction=1.0, resets_at=HOUR, source="rate_limit_event", observed_at=NOON
)
LIMIT = "You've hit your 5-hour limit · resets 9:09pm (UTC)"
CREDIT = "Credit balance is too low"
NOBODY, SOON, NEVER = "nobody", "a minute", "a person"
"""Who is held, and until when."""
AGAIN, FREE, ASKED = "a retry", "no retry spent", "escalated"


def following_attempt(told: Told, number: int = 0) -> tuple[Fault | None, str, str]:
    """Give what an agent's end is taken for, who is held by it, and what becomes of its task."""
    task = Task(key="run/a", run="run", branch="b", role="IMPLEMENTER", pace=BURST, retries=2)
    attempt = Attempt(key="run/a", task="run/a", number=number)
    verdict = judged(Ended(code=1), told, "", NOON)
    then, halt = following(task, attempt, verdict, at(0)), verdict.halt
    held = NOBODY
    if halt is not None:
        held = SOON if halt.until else NEVER if halt.kind is Halting.OUTAGE else halt.window
    if then.outcome is Outcome.ESCALATED:
        return verdict.fault, held, ASKED
    assert then.attempt is not None
    return verdict.fault, held, FREE if then.attempt.number == number else AGAIN


@pytest.mark.requirement("S1-05", "S4-47")
@pytest.mark.parametrize(
    ("told", "meant"),
    [
        (Told(error="rate_limit", status=429, said=LIMIT), (Fault.WINDOW, "", FREE)),
        (Told(error="rate_limit", said=LIMIT, readings={"five_hour": FULL}), "window"),
        (Told(error="rate_limit", api_error="usage_limit_reached"), (Fault.WINDOW, "", FREE)),
        (Told(error="rate_limit", said="You've hit your Opus limit"), (Fault.WINDOW, "", FREE)),
        (Told(error="billing_error", said=CREDIT), (Fault.BILLING, NEVER, FREE)),
        (Told(error="unknown", status=402), (Fault.BILLING, NEVER, FREE)),
        (Told(error="unknown", said=CREDIT), (Fault.BILLING, NEVER, FREE)),
        (Told(error="rate_limit", status=429), (Fault.THROTTLE, SOON, FREE)),
        (Told(error="server_error", status=529), (Fault.OVERLOAD, SOON, FREE)),
        (Told(error="overloaded_error"), (Fault.OVERLOAD, SOON, FREE)),
        (Told(error="server_error", said="API Error: Repeated 529"), (Fault.OVERLOAD, SOON, FREE)),
        (Told(error="server_error", status=500), (Fault.SERVER, NOBODY, AGAIN)),
        (Told(error="server_error", said="Request timed out"), (Fault.SERVER, NOBODY, AGAIN)),
        (Told(error="server_error", said="Unable to connect"), (Fault.NETWORK, SOON, FREE)),
        (Told(error="server_error", said="ECONNRESET"), (Fault.NETWORK, SOON, FREE)),
        (Told(error="authentication_failed", status=401), (Fault.AUTH, NEVER, FREE)),
        (Told(error="account_on_hold"), (Fault.AUTH, NEVER, FREE)),
        (Told(error="model_not_found", status=404), (Fault.REFUSED, NOBODY, ASKED)),
        (Told(error="invalid_request", status=400), (Fault.REFUSED, NOBODY, ASKED)),
        (Told(error="unknown", said="prompt is too long"), (Fault.REFUSED, NOBODY, ASKED)),
        (Told(error="who knows"), (Fault.UNKNOWN, NOBODY, AGAIN)),
        (Told(), (None, NOBODY, AGAIN)),
    ],
)
def test_every_class_of_error_has_its_answer(told: Told, meant: object) -> None:
    wanted = (Fault.WINDOW, "five_hour", FREE) if meant == "window" else meant

    assert wanted == following_attempt(told)


@pytest.mark.requirement("S4-26", "S4-42")
def test_what_is_unknown_is_tried_once_more_and_then_a_person_is_asked() -> None:
    assert AGAIN == following_attempt(Told(error="who knows"), 0)[2]
    assert ASKED == following_attempt(Told(error="who knows"), 1)[2]
    assert AGAIN == following_attempt(Told(error="server_error", status=500), 1)[2]
    assert ASKED == following_attempt(Told(error="server_error", status=500), 2)[2]
