"""`groundstop doctor --rebuild`: a lost or damaged state is recovered from the run folders."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import typer

from core.attempts.watch import living
from core.clock import boot_id
from core.course.watch import clock_by
from core.errors import Misuse
from core.locks.act import take
from core.model.moment import Moment
from core.model.run import Outcome
from core.runs.act import call_engine
from tui.commands.looking import folder_of
from tui.present.numbers import count
from tui.twins.runs import documents
from tui.twins.status import written

if TYPE_CHECKING:
    from core.engine.recovery.act import Rebuilt
    from core.model.where import StateFolder


def run(*, state_dir: str, json: bool, yes: bool) -> None:
    """Recover what an engine has refused to begin with; what is whole is left alone."""
    folder = folder_of(state_dir)
    lock = take(folder.lock, b"") if os.path.isdir(folder.runs) else -1
    if lock is None:
        raise Misuse(f"an engine works with {folder.root}: nothing is rebuilt under it.")
    try:
        fault, found = _mended(folder, yes=yes)
    finally:
        if lock >= 0:
            os.close(lock)
    if found is not None and found.agents:
        call_engine(folder)
    if json:
        sys.stdout.write(written(_document(fault, found)))
    else:
        sys.stdout.write(_summary(folder, fault, found))


def _mended(folder: StateFolder, *, yes: bool) -> tuple[str, Rebuilt | None]:
    """Rebuild what has a fault, and give the fault; only the carrier's file is never rebuilt."""
    from core.engine.recovery import act, watch  # noqa: PLC0415, slow to load

    clock = clock_by(folder.clock)
    at = Moment(boot=boot_id(), boottime=clock.boottime(), wall=clock.now())
    fault = watch.state_fault(folder)
    if not fault and (forgotten := watch.forgotten_run(folder)):
        fault = f"{folder.state} does not know the run {forgotten}"
    if fault:
        _ask(f"{fault}. A new one is made from the run folders, the old one is kept.", yes=yes)
        return fault, act.rebuild(folder, at)
    if fault := watch.carrier_fault(folder):
        _ask(f"{fault}. It is put aside, and a new one is made.", yes=yes)
        kept = act.set_aside([folder.carried], at)
        return fault, act.Rebuilt(agents=living(folder.runs), kept=kept)
    return "", None


def _ask(what: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise Misuse(f"{what} Add --yes to confirm.")
    typer.confirm(f"{what} Do it?", abort=True)


def _summary(folder: StateFolder, fault: str, found: Rebuilt | None) -> str:
    if found is None and not os.path.exists(folder.state):
        return f"{folder.root} holds no run: there is nothing to rebuild.\n"
    if found is None:
        return f"{folder.state} is whole and knows every run folder: nothing was changed.\n"
    kept = f"What was there is kept as {', '.join(found.kept)}." if found.kept else ""
    if not found.runs:
        is_ours = not fault.startswith(folder.carried)
        what = "There was no run to recover." if is_ours else "The next engine makes a new one."
        return f"{fault}. {what} {kept}\n"
    numbers = found.outcomes
    told = ", ".join(f"{number} {word}" for word, number in numbers.items() if number)
    what = f"Recovered {count(found.runs, 'run')}, {count(found.attempts, 'attempt')}: {told};"
    lines = [f"{fault}.", f"{what} {count(found.agents, 'agent')} alive."]
    if numbers[Outcome.QUEUED]:
        lines.append(
            "Nothing starts before you say groundstop resume: pauses, slots and stops that were"
            " ordered are not in run folders."
        )
    return "\n".join([*lines, kept] if kept else lines) + "\n"


def _document(fault: str, found: Rebuilt | None) -> documents.Rebuild:
    numbers = found.outcomes if found is not None else {}
    return documents.Rebuild(
        fault=fault or None,
        runs=found.runs if found else 0,
        attempts=found.attempts if found else 0,
        agents=found.agents if found else 0,
        tasks=documents.Recovered(
            queued=numbers.get(Outcome.QUEUED, 0),
            working=numbers.get(Outcome.RUNNING, 0),
            done=numbers.get(Outcome.DONE, 0),
            escalated=numbers.get(Outcome.ESCALATED, 0),
            cancelled=numbers.get(Outcome.CANCELLED, 0),
        ),
        kept=list(found.kept) if found else [],
    )
