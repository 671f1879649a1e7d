"""`groundstop runs` and `groundstop journal`: what was started, and everything that was decided."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import Misuse, NotFound
from core.model.run import Outcome
from core.runs.past.watch import journal
from tui.commands.looking import folder_of, readable
from tui.commands.options import Dir, Json  # noqa: TC001, typer reads them
from tui.present.numbers import count
from tui.present.times import clock
from tui.twins.runs.written import journal_document, runs_document
from tui.twins.status import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.model.ground import TaskSeen

LONGEST = 100_000


def runs(
    run: Annotated[str, typer.Argument(help="Only this run.")] = "",
    *,
    json: Json = False,
    registry: Annotated[
        bool, typer.Option("--registry", help="Every start, as one JSON array.")
    ] = False,
    out: Annotated[str, typer.Option("--out", help="With --registry: into this file.")] = "",
    state_dir: Dir = "",
) -> None:
    """List runs with their tasks, in the order of their plans."""
    folder = folder_of(state_dir)
    seen = readable(folder)
    tasks = [one for one in seen.tasks if run in ("", one.run)]
    if run and not tasks:
        raise NotFound(f"there is no run {run}; groundstop runs lists them.")
    if out and not registry:
        raise Misuse("runs --out: it goes with --registry.")
    if registry:
        if json:
            raise Misuse("runs: --json and --registry are two forms; give one of them.")
        from tui.commands.registry import export  # noqa: PLC0415, slow to load

        export(folder, seen, tasks, out)
        return
    commits = counted(tasks)
    if json:
        sys.stdout.write(written(runs_document(tasks, commits, seen.checkpointed)))
        return
    if not tasks:
        sys.stdout.write("Nothing was ever run from here. groundstop run PLAN starts a plan.\n")
    _list(tasks, commits)


def _list(tasks: Sequence[TaskSeen], commits: Mapping[str, int | None]) -> None:
    for name in dict.fromkeys(one.run for one in tasks):
        mine = [one for one in tasks if one.run == name]
        done = sum(one.outcome is Outcome.DONE for one in mine)
        over = sum(one.is_settled for one in mine) - done
        others = f", {over} ended otherwise" if over else ""
        sys.stdout.write(f"{name}: {done} of {len(mine)} tasks are done{others}\n")
        for one in mine:
            why = f"  {one.because}" if one.because else ""
            tries = f"{one.attempts}x"
            commit = commits.get(one.key)
            made = count(commit, "commit") if commit is not None else "-"
            line = f"{one.outcome:<10} {one.id:<28} {tries:<4} {made:<11} {one.branch:<28}{why}"
            sys.stdout.write(f"  {line}".rstrip() + "\n")


def counted(tasks: Iterable[TaskSeen]) -> dict[str, int | None]:
    """Count each task's commits; git is asked only for branches that have moved."""
    from core.worktrees.watch import commits_since  # noqa: PLC0415, slow to load

    began = (one for one in tasks if one.start_commit)
    return {one.key: commits_since(one.worktree, one.start_commit) for one in began}


def show_journal(
    *,
    last: Annotated[int, typer.Option("--last", help="How many lines.")] = 40,
    kind: Annotated[str, typer.Option("--kind", help="Only admit, hold, order, ...")] = "",
    json: Json = False,
    state_dir: Dir = "",
) -> None:
    """Print what the engine has decided and seen, oldest first."""
    if not 1 <= last <= LONGEST:
        raise Misuse(f"--last {last}: expected a number from 1 to {LONGEST}.")
    folder = folder_of(state_dir)
    entries = journal(folder) if readable(folder).tasks else []
    known = sorted({one.kind for one in entries})
    if kind and entries and kind not in known:
        raise Misuse(f"--kind {kind}: there is none so far; the journal has {', '.join(known)}.")
    entries = [one for one in entries if kind in ("", one.kind)][-last:]
    if json:
        sys.stdout.write(written(journal_document(entries)))
        return
    if not entries:
        sys.stdout.write("Nothing was decided yet. groundstop run PLAN starts a plan.\n")
    for one in entries:
        why = f"  {one.because}" if one.because else ""
        when = clock(one.at, None, seconds=True)
        sys.stdout.write(f"{when}  {one.kind:<12} {one.subject}{why}\n")
