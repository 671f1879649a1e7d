"""All commands for typer: help, completion, and one clear sentence for a mistake."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from core.version import VERSION
from tui.commands import (
    agents,
    authoring,
    config,
    deciding,
    doctor,
    handing,
    hot,
    keys,
    orders,
    past,
    plans,
    preflight,
    removing,
    restore,
    results,
    schema,
    sending,
)
from tui.commands.options import Dir, Home, Json, Now, ReadOnly  # noqa: TC001, typer reads them

EXIT_CODES = (
    "Exit codes: 0 fine, 1 failed or not all done, 2 wrong use, 3 --check found agents that need"
    " a look, 4 held until somebody lifts it, 5 no such run or agent, 130 interrupted."
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
def root(  # noqa: PLR0913, one parameter an option
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    claude_home: Home = "",
    state_dir: Dir = "",
    now: Now = "",
    read_only: ReadOnly = False,
) -> None:
    """See every Claude Code agent of a fan-out live; without a command, the dashboard."""
    if version:
        typer.echo(f"groundstop {VERSION}")
        raise typer.Exit
    if context.invoked_subcommand is not None:
        if claude_home or state_dir or now or read_only:
            raise typer.BadParameter(f"write it behind the command: {context.invoked_subcommand}")
        return
    from tui.commands import watch as door  # noqa: PLC0415, one door at a time

    wanted = hot.StatusWanted(
        claude_home=claude_home, state_dir=state_dir, now=now, read_only=read_only
    )
    raise typer.Exit(door.run(wanted))


@app.command(epilog="Example: groundstop watch --all")
def watch(  # noqa: PLR0913, one parameter an option
    *,
    here: Annotated[bool, typer.Option("--here", help="This repository's family only.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="All sessions, old ones too.")] = False,
    since: Annotated[str, typer.Option("--since", help="24h, 7d, a time, or all.")] = "",
    log_level: Annotated[str, typer.Option("--log-level", help="Keep a diary: info, debug.")] = "",
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
            log_level=log_level,
            claude_home=claude_home,
            state_dir=state_dir,
            now=now,
            read_only=read_only,
        )
    )
    raise typer.Exit(code)


Speed = Annotated[float | None, typer.Option("--speed", help="Times real time.")]


@app.command(epilog="Example: groundstop demo --seed 7")
def demo(  # noqa: PLR0913, one parameter an option
    *,
    incident: Annotated[
        str, typer.Option("--incident", help="cliff or crash: without groundstop, then with.")
    ] = "",
    scripted: Annotated[
        bool, typer.Option("--scripted", help="Play a scene; no process is started.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", help="Another number, another story.")] = 1,
    speed: Speed = None,
    once: Annotated[bool, typer.Option("--once", help="Leave when it is over.")] = False,
    json: Json = False,
) -> None:
    """Watch 30 agents start, stall, hold and end: no key, no Claude Code, no network.

    They are real processes with a pretended API. Without a terminal a scene is told in 20 seconds.
    """
    from tui.commands import demo  # noqa: PLC0415, one door at a time

    wanted = demo.Wanted(
        incident=incident, scripted=scripted, seed=seed, speed=speed, once=once, json=json
    )
    raise typer.Exit(demo.run(wanted))


@app.command(epilog="Example: groundstop replay recordings/credit-exhausted --speed 4")
def replay(
    folder: Annotated[str, typer.Argument(help="A recorded tree: home/ and fs-timeline.jsonl.")],
    *,
    speed: Speed = None,
    json: Json = False,
) -> None:
    """Play a recording through real files and the real pipeline."""
    from tui.commands import play  # noqa: PLC0415, one door at a time

    raise typer.Exit(play.run(play.Wanted(folder=folder, speed=speed, json=json)))


@app.command(epilog="Example: groundstop snapshot --format png --out . --redact")
def snapshot(  # noqa: PLR0913, one parameter an option
    *,
    formats: Annotated[str, typer.Option("--format", help="svg, png, md, text.")] = "svg,png,md",
    size: Annotated[str, typer.Option("--size", help="Columns and rows.")] = "120x36",
    out: Annotated[str, typer.Option("--out", help="A folder, or - for stdout.")] = "",
    redact: Annotated[
        bool, typer.Option("--redact", help="Take out secrets, prompts, user, host, home.")
    ] = False,
    redact_names: Annotated[
        bool, typer.Option("--redact-names", help="The same as --redact=names: titles, too.")
    ] = False,
    theme: Annotated[str, typer.Option("--theme", help="dark, light or high-contrast.")] = "dark",
    here: Annotated[bool, typer.Option("--here", help="This repository's family only.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Old sessions as well.")] = False,
    since: Annotated[str, typer.Option("--since", help="24h, 7d, a time, or all.")] = "",
    claude_home: Home = "",
    state_dir: Dir = "",
    now: Now = "",
    read_only: ReadOnly = False,
) -> None:
    """Draw the dashboard without a terminal, and write it as pictures and texts."""
    from tui.commands import snapshot as door  # noqa: PLC0415, one door at a time

    looking = hot.Looking(
        claude_home=claude_home, state_dir=state_dir, now=now, read_only=read_only
    )
    code = door.run(
        door.Wanted(
            looking=looking,
            formats=formats,
            size=size,
            out=out,
            redact="names" if redact_names else "yes" if redact else "",
            since=since,
            here=here,
            all=all_,
            theme=theme,
        )
    )
    raise typer.Exit(code)


app.add_typer(agents.app, name="agents")
app.add_typer(config.app, name="config")
app.add_typer(authoring.app, name="plan")
for _name, _example, _do in (
    ("preflight", "plan.toml --token-budget 2000000", preflight.preflight),
    ("run", "plan.toml --headless", plans.run),
    ("checkpoint", '--done "parser reads v2" --next "tests"', handing.checkpoint),
    ("pause", '--because "lunch"', orders.pause),
    ("drain", "", orders.drain),
    ("resume", "", orders.resume),
    ("slots", "3", orders.slots),
    ("stop", "ai-962 --yes", orders.stop),
    ("send", 'ai-962 "use the old format"', sending.send),
    ("ask", '"Which of the two formats is meant?"', sending.ask),
    ("escalations", "--json", deciding.show_escalations),
    ("retry", 'ai-962 --note "use the old format"', deciding.retry),
    ("take-over", "ai-962", deciding.take_over),
    ("remove", "ai-962 --yes", removing.remove),
    ("restore", "ai-962 --at 3 --yes", restore.restore),
    ("runs", "--json", past.runs),
    ("results", "--md", results.results),
    ("journal", "--kind hold", past.show_journal),
    ("doctor", "", doctor.doctor),
    ("keys", "--check", keys.keys),
    ("schema", "status", schema.schema),
    ("completion", "bash > ~/.groundstop-completion", schema.completion),
):
    app.command(_name, epilog=f"Example: groundstop {_name} {_example}".rstrip())(_do)


def run(arguments: list[str]) -> int:
    """Run one command; typer itself explains wrong use, with exit code 2."""
    out = sys.stdout
    try:
        app(
            ["--redact-names" if one == "--redact=names" else one for one in arguments],
            prog_name="groundstop",
        )
    except SystemExit as end:
        if sys.stdout is not out:  # typer met a closed pipe, and made it silent
            sys.stdout = out
            raise BrokenPipeError from end
        return end.code if isinstance(end.code, int) else 1
    return 0
