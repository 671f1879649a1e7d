"""What a person has decided about a task that waited for it; the state's own transaction writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.errors import Misuse
from core.model.command import Command, Verb
from core.model.run import SETTLED, STUCK, Outcome

if TYPE_CHECKING:
    import sqlite3

    from core.runs.store import State

GIVEN_UP = "given up on by a person"
TAKEN_OVER = "taken over by a person"
_HAS_AN_AGENT = frozenset({Outcome.RUNNING, Outcome.PROVING})
_LAST = """
select document from command
where is_taken and json_extract(document, '$.verb') = ? and json_extract(document, '$.subject') = ?
order by rowid desc limit 1
"""


def decide(state: State, command: Command) -> None:
    """Begin a task anew, or let it go; what has gone on meanwhile stays as it is."""
    task = command.subject
    outcome = state.outcomes().get(task)
    if command.verb is Verb.RETRY and outcome in SETTLED - {Outcome.DONE}:
        state.begin_anew(task)
    elif command.verb is Verb.GIVE_UP and outcome in STUCK:
        state.settle(task, Outcome.CANCELLED, GIVEN_UP)
    elif command.verb is Verb.TAKE_OVER and outcome not in _HAS_AN_AGENT | {Outcome.DONE}:
        state.settle(task, Outcome.TAKEN, TAKEN_OVER)


def refuse_second_writer(state: State, command: Command) -> None:
    """Raise Misuse where an agent has the task that a person takes over; inside a transaction.

    An order that waits is taken before any agent is admitted: it needs no look of its own.
    """
    outcome = state.outcomes().get(command.subject)
    if command.verb is Verb.TAKE_OVER and outcome in _HAS_AN_AGENT:
        name = command.subject.rpartition("/")[2]
        raise Misuse(f"{name} is {outcome}: groundstop stop {name} ends it first.")


def note_for(db: sqlite3.Connection, task: str) -> str:
    """Give what a person said when they had a task begun anew the last time."""
    row = db.execute(_LAST, (Verb.RETRY, task)).fetchone()
    return msgspec.json.decode(row[0], type=Command).because if row else ""
