"""`groundstop agents`: who they are, and one of them in full."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import Misuse, NotFound
from core.fleet.assemble import glance
from core.model.frame import Scope
from tui.commands.hot import Looking
from tui.commands.looking import folder_of, grounded, look, scope
from tui.commands.options import (
    All,
    Dir,
    Here,
    Home,
    Json,
    Now,
    ReadOnly,
    Since,
    family,
)
from tui.twins import documents
from tui.twins.agent import named, names, page, shown
from tui.twins.plain import plain
from tui.twins.status import agent, utc, written

if TYPE_CHECKING:
    from datetime import datetime

    from core.fleet.frames import Fleet
    from core.model.agent import Agent

LISTED = 8
app = family("List every agent. `show` tells all of one.", "groundstop agents")


@app.callback(invoke_without_command=True, epilog="Example: groundstop agents --here --json")
def listing(  # noqa: PLR0913, one parameter an option
    context: typer.Context,
    *,
    json: Json = False,
    here: Here = False,
    all_: All = False,
    since: Since = "",
    claude_home: Home = "",
    state_dir: Dir = "",
    now: Now = "",
    read_only: ReadOnly = False,
) -> None:
    """List every agent, worst first. `agents show NAME` tells all of one."""
    looking = Looking(claude_home=claude_home, state_dir=state_dir, now=now, read_only=read_only)
    if context.invoked_subcommand is not None:
        if json or here or all_ or since:
            raise Misuse("agents show: write the options behind the name.")
        context.obj = looking
        return
    found = look(looking)
    wanted = scope(since, everything=all_, here_only=here, found=found)
    at = found.clock.now()
    fleet = glance(found.where, wanted, at, found.judge(), found.limits)
    grounded(fleet, found, folder_of(looking.state_dir, read_only=looking.read_only), at)
    frame = fleet.frame(at)
    if json:
        document = documents.Agents(
            at=utc(at) or "",
            scope=documents.Scope(since=utc(wanted.since), repository=wanted.repository),
            agents=[agent(one, at) for one in frame.agents],
        )
        sys.stdout.write(written(document))
    else:
        sys.stdout.write(names(frame) or plain(frame))


@app.command(epilog="Example: groundstop agents show 6f1c2a9e/a3b9d0 --json")
def show(  # noqa: PLR0913, one parameter an option
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Key, name, agent id, or how a session id begins.")],
    *,
    json: Json = False,
    claude_home: Home = "",
    state_dir: Dir = "",
    now: Now = "",
    read_only: ReadOnly = False,
) -> None:
    """Tell all of one agent. Why it is as it is, the facts, what it did last."""
    before: Looking = context.obj
    looking = replace(
        before,
        claude_home=claude_home or before.claude_home,
        state_dir=state_dir or before.state_dir,
        now=now or before.now,
        read_only=read_only or before.read_only,
    )
    one, fleet, at = _one(looking, name)
    if json:
        transcript = fleet.known.transcripts.get(one.id)
        sys.stdout.write(written(shown(one, at, transcript.unread if transcript else ())))
    else:
        sys.stdout.write(page(one, at, home=os.environ.get("HOME", "")))


def _one(looking: Looking, name: str) -> tuple[Agent, Fleet, datetime]:
    """The agent that a name means: among those lately active, else among all there ever were."""
    found = look(looking)
    at = found.clock.now()
    lately = scope("", everything=False, here_only=False, found=found)
    if not name:
        raise Misuse("agents show: expected a name; `groundstop agents` lists them.")
    for wanted in dict.fromkeys((lately, Scope())):
        fleet = glance(found.where, wanted, at, found.judge(), found.limits)
        grounded(fleet, found, folder_of(looking.state_dir, read_only=looking.read_only), at)
        meant = named(fleet.frame(at).agents, name)
        if len(meant) > 1:
            keys = ", ".join(one.key for one in meant[:LISTED])
            more = f" and {len(meant) - LISTED} more" if len(meant) > LISTED else ""
            raise Misuse(f"{name} may be any of {len(meant)} agents: {keys}{more}. Say which key.")
        if meant:
            return meant[0], fleet, at
    raise NotFound(
        f"no agent is called {name} in {found.where.home.projects};"
        " `groundstop agents --all` lists them."
    )
