"""`groundstop pause`, `drain`, `resume`, `slots`, `stop`: orders that outlive their giver."""

from __future__ import annotations

import getpass
import sys
import uuid
from typing import TYPE_CHECKING, Annotated, NamedTuple, assert_never

import typer

from core.course.watch import clock_by
from core.errors import Misuse, NotFound
from core.model.command import Command, Verb
from core.model.orders import Drain, Halt, Slots, Stop
from core.model.pace import TOP
from core.model.run import STUCK
from core.runs.watch import ground
from tui.commands.looking import folder_of, readable
from tui.commands.options import Dir, Json  # noqa: TC001, typer reads them
from tui.present.runs.spawn import NOT_OURS
from tui.twins.orders.written import order_document
from tui.twins.status import written

if TYPE_CHECKING:
    from datetime import datetime

    from core.model.where import StateFolder


class Given(NamedTuple):
    """An order that was left."""

    command: Command
    at: datetime


Because = Annotated[str, typer.Option("--because", help="Why, for those who will ask.")]


def pause(*, because: Because = "", json: Json = False, state_dir: Dir = "") -> None:
    """Let no further agent start; those that run go on."""
    folder = folder_of(state_dir)
    if not readable(folder).tasks:
        raise Misuse(NOT_OURS)
    given = leave(folder, Verb.PAUSE, because=because)
    _tell(folder, given, json, "No further agent starts. groundstop resume lets them go on.")


def drain(*, because: Because = "", json: Json = False, state_dir: Dir = "") -> None:
    """Let no further agent start; the engine ends when those that run have ended."""
    folder = folder_of(state_dir)
    seen = readable(folder)
    if not seen.tasks:
        raise Misuse(NOT_OURS)
    given = leave(folder, Verb.DRAIN, because=because)
    runs = f"{seen.used} still run" if seen.used else "nobody runs"
    _tell(
        folder,
        given,
        json,
        f"No further agent starts; {runs}, then the engine ends. groundstop resume undoes it.",
    )


def resume(
    *,
    quota: Annotated[bool, typer.Option("--quota", help="Lift the quota's hold early.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
    state_dir: Dir = "",
) -> None:
    """Undo pause and drain; a hold of the quota is lifted only by --quota."""
    if quota and not yes:
        if not sys.stdin.isatty():
            raise Misuse("resume --quota can spend what is left: add --yes to confirm.")
        typer.confirm("Start agents although the quota is nearly used up?", abort=True)
    folder = folder_of(state_dir)
    given = leave(folder, Verb.WAIVE if quota else Verb.RESUME)
    _tell(folder, given, json, "Agents start again.")


def slots(
    number: Annotated[int, typer.Argument(help="How many agents may run at a time.")],
    *,
    json: Json = False,
    state_dir: Dir = "",
) -> None:
    """Set how many agents run at a time; who runs already goes on."""
    if not 0 <= number <= TOP:
        raise Misuse(f"slots {number}: expected a number from 0 to {TOP}.")
    folder = folder_of(state_dir)
    most = ground(folder).most
    if number > most:
        raise Misuse(f"slots {number}: {most} are safe; groundstop preflight PLAN shows why.")
    given = leave(folder, Verb.SLOTS, number=number)
    _tell(folder, given, json, f"{number} agents at a time from now on.")


def stop(
    subject: Annotated[str, typer.Argument(help="A task's id, or a run.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
    state_dir: Dir = "",
) -> None:
    """Stop one task's agent, or all of a run, or give one up; its branch stays as it is."""
    folder = folder_of(state_dir)
    tasks = readable(folder).tasks
    named = [one for one in tasks if subject in (one.id, one.key, one.run)]
    if not named:
        known = ", ".join(dict.fromkeys(one.run for one in tasks)) or "none"
        raise NotFound(f"there is no task or run {subject}; runs here: {known}.")
    keys = {one.key if subject != one.run else one.run for one in named}
    if len(keys) > 1:
        raise Misuse(f"{subject} is a task of several runs: name one of {', '.join(sorted(keys))}.")
    if not yes:
        if not sys.stdin.isatty():
            raise Misuse(f"stop {subject} ends agents that work: add --yes to confirm.")
        typer.confirm(f"Stop {subject}?", abort=True)
    is_stuck = len(named) == 1 and named[0].outcome in STUCK
    given = leave(folder, Verb.GIVE_UP if is_stuck else Verb.STOP, subject=keys.pop())
    _tell(folder, given, json, f"{subject} is {'given up' if is_stuck else 'being stopped'}.")


def left(folder: StateFolder, asked: Halt | Slots | Drain | Stop) -> None:
    """Leave what a person asked for with a key."""
    match asked:
        case Slots(number):
            leave(folder, Verb.SLOTS, number=number)
        case Stop(task):
            leave(folder, Verb.STOP, subject=task)
        case Halt(is_on):
            leave(folder, Verb.PAUSE if is_on else Verb.RESUME, subject="" if is_on else "operator")
        case Drain(is_on):
            leave(folder, Verb.DRAIN if is_on else Verb.RESUME, subject="" if is_on else "drain")
        case _:
            assert_never(asked)


def leave(
    folder: StateFolder, verb: Verb, *, because: str = "", number: int = 0, subject: str = ""
) -> Given:
    """Leave an order for the engine of a state folder."""
    from core.runs.act import order  # noqa: PLC0415, slow to load

    command = Command(
        id=str(uuid.uuid4()),
        verb=verb,
        by=getpass.getuser(),
        because=because,
        number=number,
        subject=subject,
    )
    at = clock_by(folder.clock).now()
    order(folder, command, at)
    return Given(command, at)


def _tell(
    folder: StateFolder,
    given: Given,
    is_json: bool,  # noqa: FBT001, as it was asked
    words: str,
) -> None:
    """See that somebody takes an order, and say it was left; the journal tells what comes of it."""
    from core.runs.act import call_engine  # noqa: PLC0415, slow to load

    if ground(folder).wants_engine:
        call_engine(folder)
    document = written(order_document(given.command, given.at))
    sys.stdout.write(document if is_json else f"{words}\n")
