"""`groundstop pause`, `resume`, `slots`, `stop`: orders that outlive whoever gives them."""

from __future__ import annotations

import getpass
import sys
import uuid
from typing import TYPE_CHECKING, Annotated

import typer

from core.course.watch import clock_by
from core.errors import Misuse, NotFound
from core.model.command import Command, Verb
from core.model.pace import TOP
from core.runs.watch import ground
from tui.commands.looking import folder_of
from tui.commands.options import Dir  # noqa: TC001, typer reads them
from tui.present.runs.spawn import NOT_OURS

if TYPE_CHECKING:
    from core.model.where import StateFolder

Because = Annotated[str, typer.Option("--because", help="Why, for those who will ask.")]


def pause(*, because: Because = "", state_dir: Dir = "") -> None:
    """Let no further agent start; those that run go on."""
    folder = folder_of(state_dir)
    if not ground(folder).tasks:
        raise Misuse(NOT_OURS)
    leave(folder, Verb.PAUSE, because=because)
    _call_engine(folder)
    sys.stdout.write("No further agent starts. groundstop resume lets them go on.\n")


def resume(
    *,
    quota: Annotated[bool, typer.Option("--quota", help="Lift the quota's hold early.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    state_dir: Dir = "",
) -> None:
    """Let agents start again; a hold of the quota is lifted only by --quota."""
    if quota and not yes:
        if not sys.stdin.isatty():
            raise Misuse("resume --quota can spend what is left: add --yes to confirm.")
        typer.confirm("Start agents although the quota is nearly used up?", abort=True)
    folder = folder_of(state_dir)
    leave(folder, Verb.WAIVE if quota else Verb.RESUME)
    _call_engine(folder)
    sys.stdout.write("Agents start again.\n")


def slots(
    number: Annotated[int, typer.Argument(help="How many agents may run at a time.")],
    *,
    state_dir: Dir = "",
) -> None:
    """Set how many agents run at a time; who runs already goes on."""
    if not 0 <= number <= TOP:
        raise Misuse(f"slots {number}: expected a number from 0 to {TOP}.")
    folder = folder_of(state_dir)
    most = ground(folder).most
    if number > most:
        raise Misuse(f"slots {number}: {most} are safe; groundstop preflight PLAN shows why.")
    leave(folder, Verb.SLOTS, number=number)
    _call_engine(folder)
    sys.stdout.write(f"{number} agents at a time from now on.\n")


def stop(
    subject: Annotated[str, typer.Argument(help="A task's id, or a run.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    state_dir: Dir = "",
) -> None:
    """Stop one task's agent, or all of a run; what is committed stays on its branch."""
    folder = folder_of(state_dir)
    tasks = ground(folder).tasks
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
    leave(folder, Verb.STOP, subject=keys.pop())
    _call_engine(folder)
    sys.stdout.write(f"{subject} is being stopped.\n")


def leave(
    folder: StateFolder, verb: Verb, *, because: str = "", number: int = 0, subject: str = ""
) -> None:
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
    order(folder, command, clock_by(folder.clock).now())


def _call_engine(folder: StateFolder) -> None:
    """See that somebody takes the order, if there is anything to do."""
    from core.runs.act import call_engine  # noqa: PLC0415, slow to load

    if ground(folder).is_unfinished:
        call_engine(folder)
