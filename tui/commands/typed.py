"""All commands for typer: help, completion, and one clear sentence for a mistake."""

from __future__ import annotations

from typing import Annotated

import typer

from core import __version__
from tui.commands import hot

EXIT_CODES = (
    "Exit codes: 0 fine, 1 failed, 2 wrong use, 3 --check found agents that need a look,"
    " 5 no such agent, 130 interrupted."
)
app = typer.Typer(
    name="groundstop",
    help="See every Claude Code agent of a fan-out live.",
    epilog=EXIT_CODES,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Home = Annotated[str, typer.Option("--claude-home", help="Claude Code's folder.")]
Dir = Annotated[str, typer.Option("--state-dir", help="Where groundstop keeps its own files.")]
Now = Annotated[str, typer.Option("--now", help="Look as of this time: 2026-11-20T14:32:07Z.")]
ReadOnly = Annotated[bool, typer.Option("--read-only", help="Write nothing, not even the cache.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command(epilog="Example: groundstop status --here --check")
def status(  # noqa: PLR0913, one parameter an option
    *,
    json: Json = False,
    plain: Annotated[bool, typer.Option("--plain", help="A table; the default.")] = False,
    line: Annotated[bool, typer.Option("--line", help="One line, for a status bar.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit 3 if agents need a look.")] = False,
    here: Annotated[bool, typer.Option("--here", help="This repository's family only.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Old sessions as well.")] = False,
    since: Annotated[str, typer.Option("--since", help="24h, 7d, a time, or all.")] = "",
    watch: Annotated[str, typer.Option("--watch", help="Again every so many seconds.")] = "",
    claude_home: Home = "",
    state_dir: Dir = "",
    now: Now = "",
    read_only: ReadOnly = False,
) -> None:
    """Print every agent and how it is, worst first."""
    from tui.commands import status as door  # noqa: PLC0415, one door at a time

    code = door.run(
        hot.StatusWanted(
            json=json,
            plain=plain,
            line=line,
            check=check,
            here=here,
            all=all_,
            since=since,
            watch=watch,
            claude_home=claude_home,
            state_dir=state_dir,
            now=now,
            read_only=read_only,
        )
    )
    raise typer.Exit(code)


@app.command(epilog="Example: groundstop usage --by model --since 7d")
def usage(  # noqa: PLR0913, one parameter an option
    *,
    json: Json = False,
    by: Annotated[str, typer.Option("--by", help="day, model, agent or session.")] = "day",
    since: Annotated[str, typer.Option("--since", help="7d, a day or a time.")] = "",
    until: Annotated[str, typer.Option("--until", help="A day or a time.")] = "",
    claude_home: Home = "",
    state_dir: Dir = "",
    now: Now = "",
    read_only: ReadOnly = False,
) -> None:
    """Print tokens over all of history, each message counted once."""
    from tui.commands import usage as door  # noqa: PLC0415, one door at a time

    code = door.run(
        hot.UsageWanted(
            json=json,
            by=by,
            since=since,
            until=until,
            claude_home=claude_home,
            state_dir=state_dir,
            now=now,
            read_only=read_only,
        )
    )
    raise typer.Exit(code)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """See every Claude Code agent of a fan-out live; without a command, the dashboard."""
    if version:
        typer.echo(f"groundstop {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        from tui.commands import watch as door  # noqa: PLC0415, one door at a time

        raise typer.Exit(door.run(hot.StatusWanted()))


@app.command(epilog="Example: groundstop watch --all")
def watch(  # noqa: PLR0913, one parameter an option
    *,
    here: Annotated[bool, typer.Option("--here", help="This repository's family only.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="All sessions, old ones too.")] = False,
    since: Annotated[str, typer.Option("--since", help="24h, 7d, a time, or all.")] = "",
    claude_home: Home = "",
    state_dir: Dir = "",
    now: Now = "",
    read_only: ReadOnly = False,
) -> None:
    """Open the dashboard; the same as no command, with options."""
    from tui.commands import watch as door  # noqa: PLC0415, one door at a time

    code = door.run(
        hot.StatusWanted(
            here=here,
            all=all_,
            since=since,
            claude_home=claude_home,
            state_dir=state_dir,
            now=now,
            read_only=read_only,
        )
    )
    raise typer.Exit(code)


def run(arguments: list[str]) -> int:
    """Run one command; typer itself explains wrong use, with exit code 2."""
    try:
        app(arguments, prog_name="groundstop")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0
