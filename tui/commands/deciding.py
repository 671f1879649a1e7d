"""`groundstop escalations`, `retry`, `take-over`: what waits for a person, and what they decide."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import Misuse
from core.model.command import Verb
from core.model.run import SETTLED, Outcome
from core.runs.act import call_engine
from core.runs.escalations.queue import escalations
from core.runs.escalations.watch import Evidence
from core.runs.letters.records import LONGEST
from core.runs.past.watch import journal
from tui.commands.looking import folder_of, readable, task_named
from tui.commands.options import Dir, Json  # noqa: TC001, typer reads them
from tui.commands.orders import Given, leave
from tui.present.orders.escalations import kept
from tui.present.view.facts import resuming
from tui.twins.orders.written import escalations_document, order_document
from tui.twins.status import written

if TYPE_CHECKING:
    from core.model.escalation import Escalation
    from core.model.ground import TaskSeen
    from core.model.where import StateFolder

NOT_DONE = SETTLED - {Outcome.DONE}


def show_escalations(*, json: Json = False, state_dir: Dir = "") -> None:
    """List what waits for you: questions of agents, and tasks that were given up on."""
    folder = folder_of(state_dir)
    seen = readable(folder)
    queue = escalations(seen, journal(folder) if seen.tasks else ())
    found = Evidence(folder.runs).beside(queue)
    if json:
        sys.stdout.write(written(escalations_document(found, folder.runs)))
        return
    if not found:
        sys.stdout.write("Nobody waits for you.\n")
    for one in found:
        sys.stdout.write(f"{one.task.id}: {_said(one)}\n")
        for number, tried in enumerate(one.tries, start=1):
            sys.stdout.write(f"    attempt {number}: {tried.because or 'ended well'}\n")
            path = f"{folder.runs}/{tried.attempt}"
            sys.stdout.write(f"        {kept(tried, tried.evidence) if tried.evidence else path}\n")
        sys.stdout.write(f"    {_next(one)}\n")


def retry(
    task: Annotated[str, typer.Argument(help="A task's id.")],
    *,
    note: Annotated[str, typer.Option("--note", help="What the next attempt is to know.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Also one that you have taken over.")] = False,
    json: Json = False,
    state_dir: Dir = "",
) -> None:
    """Begin a task anew that was given up on; the note goes into its brief."""
    folder = folder_of(state_dir)
    found = task_named(folder, task, NOT_DONE)
    if found.outcome is Outcome.DONE:
        raise Misuse(f"{task} is done: groundstop run PLAN --again {found.id} does it anew.")
    if not found.is_settled:
        raise Misuse(f"{task} is {found.outcome} already; groundstop send tells its agent more.")
    if not yes:
        refuse_owned(found)
    if len(note) > LONGEST:
        raise Misuse(f"retry --note: expected at most {LONGEST} characters.")
    given = decided(folder, Verb.RETRY, found.key, note)
    document = written(order_document(given.command, given.at))
    sys.stdout.write(document if json else f"{found.id} waits for its next attempt.\n")


def take_over(
    task: Annotated[str, typer.Argument(help="A task's id.")],
    *,
    json: Json = False,
    state_dir: Dir = "",
) -> None:
    """Print the command by which you go on with a task by hand; no agent gets it any more."""
    folder = folder_of(state_dir)
    found = task_named(folder, task, NOT_DONE)
    given, command = taken(folder, found)
    document = written(order_document(given.command, given.at))
    sys.stdout.write(document if json else f"{command}\n")


def taken(folder: StateFolder, task: TaskSeen) -> tuple[Given, str]:
    """Let go of a task for a person; give the order, and the command by which they go on.

    Misuse says why it is not theirs to take: there is never a second writer.
    """
    if not task.is_settled:
        raise Misuse(f"{task.id} is {task.outcome}: groundstop stop {task.id} ends it first.")
    if task.outcome is Outcome.DONE:
        raise Misuse(f"{task.id} is done: no agent has it, and branch {task.branch} is yours.")
    if not task.worktree:
        raise Misuse(f"{task.id} never had a worktree: there is nothing to take over.")
    given = decided(folder, Verb.TAKE_OVER, task.key)
    return given, resuming(task.session_id, task.worktree)


def refuse_owned(task: TaskSeen) -> None:
    """Refuse to start an agent where a person may be at work."""
    if task.outcome is Outcome.TAKEN:
        raise Misuse(
            f"{task.id} was taken over: end your own session first, then"
            f" groundstop retry {task.id} --yes."
        )


def decided(folder: StateFolder, verb: Verb, key: str, because: str = "") -> Given:
    """Leave what a person has decided about a task, and see that an engine takes it."""
    given = leave(folder, verb, subject=key, because=because)
    call_engine(folder)
    return given


def _said(one: Escalation) -> str:
    if one.asks:
        return f"asks: {one.because}"
    because = one.because or "no reason was given"
    return because if one.task.outcome is Outcome.ESCALATED else f"{one.task.outcome}: {because}"


def _next(one: Escalation) -> str:
    name = one.task.id
    if one.asks:
        return f'groundstop send {name} "..." answers.'
    return f'groundstop retry {name} --note "..."; take-over {name}; stop {name} gives it up.'
