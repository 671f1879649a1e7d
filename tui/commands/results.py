"""`groundstop results`: what a run brought home, for eyes, for programs, for a review."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from core.errors import Misuse
from core.settings.store import settings
from core.settings.watch import working_directory
from tui.commands.gathering import chosen, gather, reported
from tui.commands.looking import folder_of, readable
from tui.commands.options import Dir, Json  # noqa: TC001, typer reads them
from tui.twins.results.markdown import results_markdown
from tui.twins.results.written import results_document, results_text
from tui.twins.status import written


def results(
    run: Annotated[str, typer.Argument(help="A run; without it the latest.")] = "",
    *,
    json: Json = False,
    markdown: Annotated[bool, typer.Option("--md", help="Markdown, for a review.")] = False,
    of: Annotated[
        str, typer.Option("--folder", help="Without a run: what this folder's data holds.")
    ] = "",
    state_dir: Dir = "",
) -> None:
    """Print what a run brought home: work, contradictions with both sides, what is left."""
    if json and markdown:
        raise Misuse("results: --json and --md are two forms; give one of them.")
    if of and run:
        raise Misuse("results: a run and --folder are two sources; give one of them.")
    layout = settings(dict(os.environ), working_directory()).coordination_dir
    if of:
        if not os.path.isdir(of):
            raise Misuse(f"--folder {of}: there is no such folder.")
        found = reported(os.path.abspath(of), layout)
    else:
        folder = folder_of(state_dir)
        tasks = readable(folder).tasks
        found = gather(folder, tasks, chosen(tasks, run), layout)
    if json:
        sys.stdout.write(written(results_document(found)))
    else:
        sys.stdout.write(results_markdown(found) if markdown else results_text(found))
