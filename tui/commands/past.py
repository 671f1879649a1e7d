"""`groundstop runs` and `groundstop journal`: what was started, and everything that was decided."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from core.errors import Misuse, NotFound
from core.runs.watch import ground, journal
from tui.commands.looking import folder_of
from tui.commands.options import Dir, Json  # noqa: TC001, typer reads them
from tui.present.times import clock
from tui.twins.runs.written import journal_document, runs_document
from tui.twins.status import written

LONGEST = 100_000


def runs(
    run: Annotated[str, typer.Argument(help="Only this run.")] = "",
    *,
    json: Json = False,
    state_dir: Dir = "",
) -> None:
    """List runs with their tasks, in the order of their plans."""
    tasks = [one for one in ground(folder_of(state_dir)).tasks if run in ("", one.run)]
    if run and not tasks:
        raise NotFound(f"there is no run {run}; groundstop runs lists them.")
    if json:
        sys.stdout.write(written(runs_document(tasks)))
        return
    if not tasks:
        sys.stdout.write("Nothing was ever run from here. groundstop run PLAN starts a plan.\n")
    for name in dict.fromkeys(one.run for one in tasks):
        mine = [one for one in tasks if one.run == name]
        done = sum(one.is_settled for one in mine)
        sys.stdout.write(f"{name}: {done} of {len(mine)} tasks are over\n")
        for one in mine:
            why = f"  {one.because}" if one.because else ""
            sys.stdout.write(
                f"  {one.outcome:<10} {one.id:<28} {one.branch:<28}{why}".rstrip() + "\n"
            )


def show_journal(
    *,
    last: Annotated[int, typer.Option("--last", help="How many lines.")] = 40,
    json: Json = False,
    state_dir: Dir = "",
) -> None:
    """Print what the engine has decided and seen, oldest first."""
    if not 1 <= last <= LONGEST:
        raise Misuse(f"--last {last}: expected a number from 1 to {LONGEST}.")
    entries = journal(folder_of(state_dir))[-last:]
    if json:
        sys.stdout.write(written(journal_document(entries)))
        return
    for one in entries:
        why = f"  {one.because}" if one.because else ""
        when = clock(one.at, None, seconds=True)
        sys.stdout.write(f"{when}  {one.kind:<12} {one.subject}{why}\n")
