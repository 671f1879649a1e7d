"""A task's outcome as a state with its reason, whatever the outcome."""

from __future__ import annotations

import pytest

from core.model.diagnosis import State
from core.model.ground import TaskSeen
from core.model.run import Outcome
from core.runs.tasks import diagnosed
from tui.present.runs import outcomes


def seen(outcome: Outcome, because: str = "why") -> TaskSeen:
    return TaskSeen(
        key="run/a",
        run="run",
        id="a",
        branch="fan/a",
        role="IMPLEMENTER",
        outcome=outcome,
        attempts=1,
        because=because,
    )


@pytest.mark.parametrize(
    ("outcome", "because", "state", "says"),
    [
        (Outcome.UNPROVEN, "nothing changed", State.UNPROVEN, "nothing changed"),
        (Outcome.PROVING, "validate says not yet: 7", State.WORKING, "validate says not yet: 7"),
        (Outcome.PROVING, "", State.WORKING, "it ended well; what its plan expects is being"),
    ],
)
def test_what_is_not_believed_says_why(
    outcome: Outcome, because: str, state: State, says: str
) -> None:
    found = diagnosed(seen(outcome, because), None, "")

    assert state is found.state
    assert found.because.startswith(says)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_state_everywhere(outcome: Outcome) -> None:
    assert diagnosed(seen(outcome), None, "first in the queue").because
    assert outcome in outcomes.STATES
    assert outcomes.word_of(outcome)
