"""What has become of a task, as a state, a word and a tone; the same wherever it is told."""

from __future__ import annotations

from core.model.diagnosis import State
from core.model.run import Outcome
from tui.present.spans import Tone, tone_of

STATES = {
    Outcome.QUEUED: State.QUEUED,
    Outcome.RUNNING: State.WORKING,
    Outcome.PROVING: State.WORKING,
    Outcome.UNPROVEN: State.UNPROVEN,
    Outcome.DONE: State.DONE,
    Outcome.ESCALATED: State.NEEDS_YOU,
    Outcome.CANCELLED: State.FAILED,
    Outcome.TAKEN: State.FAILED,
}
"""As a row of the grid has it."""


def word_of(outcome: Outcome) -> str:
    """Name it as documents do: a state, or one of those that only tasks have.

    >>> word_of(Outcome.PROVING), word_of(Outcome.ESCALATED), word_of(Outcome.CANCELLED)
    ('working', 'escalated', 'cancelled')
    """
    if outcome in (Outcome.ESCALATED, Outcome.CANCELLED, Outcome.TAKEN):
        return outcome.value
    return STATES[outcome].value


def tone_for(outcome: Outcome, state: State | None = None) -> Tone:
    """Give its tone; `state` is what its row shows, where there is one."""
    if outcome in (Outcome.CANCELLED, Outcome.TAKEN):
        return Tone.MUTED
    return tone_of(state or STATES[outcome])
