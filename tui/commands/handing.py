"""`groundstop checkpoint` for typer: its help, and what is wrong with its options."""

from __future__ import annotations

from typing import Annotated

import typer

from tui.commands.options import Json  # noqa: TC001, typer reads it


def checkpoint(  # noqa: PLR0913, one parameter an option
    *,
    done: Annotated[str, typer.Option("--done", help="What is done and proven.")] = "",
    next_: Annotated[str, typer.Option("--next", help="What comes next.")] = "",
    evidence: Annotated[
        list[str] | None, typer.Option("--evidence", help="A file that proves it; again for more.")
    ] = None,
    commit: Annotated[str, typer.Option("--commit", help="The commit that proves it.")] = "",
    handoff: Annotated[
        str, typer.Option("--handoff", help="A JSON file: the work is over, and this came of it.")
    ] = "",
    json: Json = False,
) -> None:
    """Write down what is done, or hand in the work: for agents of a run, offline.

    A handoff has status (complete, blocked, failed) and summary, and may have deliverables,
    findings, decisions, memoryCandidates, tests, blockers: `groundstop schema handoff-file`.
    """
    from tui.commands import checkpoint as door  # noqa: PLC0415, one door at a time

    said = door.Wanted(
        done=done,
        next=next_,
        evidence=tuple(evidence or ()),
        commit=commit,
        handoff=handoff,
        json=json,
    )
    raise typer.Exit(door.run(said))
