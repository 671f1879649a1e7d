"""`groundstop results`: what a run brought home, for eyes, for programs, for a review."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from core.clock import SystemClock
from core.errors import Misuse
from core.settings.store import settings
from core.settings.watch import working_directory
from tui.commands.gathering import chosen, gather, reported
from tui.commands.looking import folder_of, readable, span
from tui.commands.options import Dir, Json  # noqa: TC001, typer reads them
from tui.twins.results.markdown import results_markdown
from tui.twins.results.written import results_document, results_text
from tui.twins.status import written

if TYPE_CHECKING:
    from core.model.results import Results
    from core.model.where import StateFolder


def results(  # noqa: PLR0913, one parameter an option
    run: Annotated[str, typer.Argument(help="A run; without it the latest.")] = "",
    *,
    json: Json = False,
    markdown: Annotated[bool, typer.Option("--md", help="Markdown, for a review.")] = False,
    of: Annotated[
        str, typer.Option("--folder", help="Without a run: what this folder's data holds.")
    ] = "",
    wait: Annotated[bool, typer.Option("--wait", help="First wait until all have ended.")] = False,
    timeout: Annotated[
        str, typer.Option("--timeout", help="Wait so long at most, such as 90s or 15m.")
    ] = "900s",
    state_dir: Dir = "",
) -> None:
    """Print what a run brought home: work, contradictions with both sides, what is left.

    With --wait it exits with 0 where every task is done, with 1 where one is not or the time is
    up, and with 4 where everything is held with no known end. What has come is printed always.
    """
    if json and markdown:
        raise Misuse("results: --json and --md are two forms; give one of them.")
    if of and run:
        raise Misuse("results: a run and --folder are two sources; give one of them.")
    if of and wait:
        raise Misuse("results: --wait is for a run; a folder is read as it is.")
    longest = span(timeout)
    if not longest:
        raise Misuse(f"--timeout {timeout}: expected a time such as 90s, 15m or 2h.")
    layout = settings(dict(os.environ), working_directory()).coordination_dir
    if of:
        code, found = 0, _reported(of, layout)
    else:
        seconds = longest.total_seconds() if wait else None
        code, found = _gathered(folder_of(state_dir), run, layout, seconds)
    if json:
        sys.stdout.write(written(results_document(found)))
    else:
        sys.stdout.write(results_markdown(found) if markdown else results_text(found))
    if code:
        raise typer.Exit(code)


def _reported(of: str, layout: str) -> Results:
    if not os.path.isdir(of):
        raise Misuse(f"--folder {of}: there is no such folder.")
    return reported(os.path.abspath(of), layout)


def _gathered(
    folder: StateFolder, run: str, layout: str, seconds: float | None
) -> tuple[int, Results]:
    """Give the exit code and the results of a run, after so many seconds at most."""
    code, name = 0, chosen(readable(folder).tasks, run)
    if seconds is not None:
        from tui.commands.waiting import wait_at_most  # noqa: PLC0415, only to wait

        code = wait_at_most(folder, name, SystemClock(), seconds)
    return code, gather(folder, readable(folder).tasks, name, layout)
