"""What a person has decided about a task that waited for it; the state's own transaction writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.model.command import Command, Verb
from core.model.run import SETTLED, STUCK, Outcome

if TYPE_CHECKING:
    import sqlite3

    from core.runs.store import State

GIVEN_UP = "given up on by a person"
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
        state.settle(task, Outcome.CANCELLED, command.because or GIVEN_UP)


def note_for(db: sqlite3.Connection, task: str) -> str:
    """Give what a person said when they had a task begun anew the last time."""
    row = db.execute(_LAST, (Verb.RETRY, task)).fetchone()
    return msgspec.json.decode(row[0], type=Command).because if row else ""
