"""`groundstop send` and `groundstop ask`: words between a person and an agent at work."""

from __future__ import annotations

import os
import sys
from threading import Event
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from core.attempts.act import RunFolder
from core.clean import clean
from core.course.watch import clock_by
from core.errors import Misuse
from core.model.run import Outcome
from core.runners.command import message
from core.runners.watch import Stream
from core.runs.letters import act
from core.runs.letters.records import LONGEST
from core.runs.letters.watch import Fate, fate, messages
from tui.commands.looking import folder_of, task_named
from tui.commands.options import Dir, Json  # noqa: TC001, typer reads them
from tui.twins.orders.documents import Message
from tui.twins.status import utc, written

if TYPE_CHECKING:
    from core.model.ground import TaskSeen
    from core.model.where import StateFolder

LARGEST = 1 << 20
"""Letters of a message."""
LOOKS, LOOK = 30, 0.1
"""How often it is looked how far a message has come, and seconds in between."""
TAKEN = "taken up"
SAID = {
    Fate.QUEUED: "queued: it is written to the agent as soon as that reads.",
    Fate.SENT: "sent; the agent takes it up with its next tool result, or as its next turn.",
    TAKEN: "taken up.",
}
"""How far a message has come, in words."""


class Sent(NamedTuple):
    """A message on its way."""

    name: str
    folder: str
    before: int
    """Messages that there were before it."""


def send(
    task: Annotated[str, typer.Argument(help="A task's id.")],
    words: Annotated[str, typer.Argument(help="What its agent is to know; - reads stdin.")],
    *,
    json: Json = False,
    state_dir: Dir = "",
) -> None:
    """Tell a task's agent something while it works, or answer what it asks."""
    folder = folder_of(state_dir)
    text = sys.stdin.read(LARGEST + 1) if words == "-" else words
    found = task_named(folder, task, (Outcome.RUNNING,))
    sent = hand(folder, found, text)
    state = _awaited(folder, sent)
    if json:
        at = utc(clock_by(folder.clock).now())
        document = Message(id=sent.name, at=at or "", task=found.key, state=str(state))
        sys.stdout.write(written(document))
    elif state == Fate.UNSENT:
        raise Misuse(f"{found.id} ended before the message reached it; it lies in {sent.folder}.")
    else:
        sys.stdout.write(f"{found.id}: {SAID[state]}\n")


def ask(words: Annotated[str, typer.Argument(help="The question.")]) -> None:
    """Ask the person who started this agent; works only inside an agent of a run."""
    folder = os.environ.get("GROUNDSTOP_RUN", "")
    if not folder or not os.path.isdir(folder):
        raise Misuse("ask is for agents of a run; GROUNDSTOP_RUN names no run folder here.")
    text = clean(words, limit=LONGEST, lines=True).strip()
    if not text:
        raise Misuse("ask: the question is empty.")
    act.ask(folder, text, clock_by().now())
    sys.stdout.write("Asked. End your turn now: the answer comes as a message.\n")


def hand(folder: StateFolder, task: TaskSeen, text: str) -> Sent:
    """Put a message into the inbox of a task's agent; Misuse says why that cannot be."""
    if not text.strip() or len(text) > LARGEST:
        raise Misuse(f"send: expected 1 to {LARGEST} letters.")
    if task.outcome is not Outcome.RUNNING:
        is_done = task.outcome is Outcome.DONE
        command = f"run PLAN --again {task.id}" if is_done else f"retry {task.id}"
        again = f"; groundstop {command} does it anew" if task.is_settled else ""
        raise Misuse(f"{task.id} is {task.outcome}: there is no agent that listens{again}.")
    path = f"{folder.runs}/{task.attempt}"
    before, name = messages(path), act.stamp()
    try:
        RunFolder(path).drop(name, message(text))
    except FileNotFoundError:
        raise Misuse(f"{task.id} is just ending: its agent takes no message any more.") from None
    return Sent(name, path, before)


def _awaited(folder: StateFolder, sent: Sent) -> Fate | str:
    """Wait for a moment, and say how far it has come."""
    stream, clock = Stream(f"{sent.folder}/stream.jsonl"), clock_by(folder.clock)
    for _ in range(LOOKS):
        state = fate(sent.folder, sent.name)
        if state is Fate.SENT and stream.read(clock.now()).taken > sent.before:
            return TAKEN
        if state is Fate.UNSENT:
            return state
        Event().wait(LOOK)
    return state
