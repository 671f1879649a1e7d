"""`groundstop doctor`: what works here, what does not, and one fix each."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from core.clock import SystemClock
from core.errors import Misuse
from core.settings.hot import Settings
from core.settings.store import find
from core.settings.watch import working_directory
from core.version import VERSION
from tui.commands import checks, keys
from tui.commands.checks import FAIL, OK, WARN
from tui.commands.hot import Looking
from tui.commands.looking import look
from tui.commands.options import (  # noqa: TC001, typer reads the types
    Dir,
    Home,
    Json,
    Now,
    ReadOnly,
)
from tui.twins import documents
from tui.twins.status import utc, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.settings.layers import Found

ORDER = (OK, WARN, FAIL)


def doctor(  # noqa: PLR0913, one parameter an option
    *,
    json: Json = False,
    claude_home: Home = "",
    state_dir: Dir = "",
    now: Now = "",
    read_only: ReadOnly = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Recover a lost state from the run folders.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Check what works here. One fix for each that does not; exit code 1 if one fails."""
    if rebuild:
        from tui.commands import rebuild as door  # noqa: PLC0415, slow to load

        if read_only:
            raise Misuse("doctor --rebuild writes a new state: --read-only forbids it.")
        return door.run(state_dir=state_dir, json=json, yes=yes)
    asked = Looking(claude_home=claude_home, state_dir=state_dir, now=now, read_only=read_only)
    settings, told = _settings()
    found = look(asked, settings)
    listed = [
        *checks.machine(os.environ, found.where.home.root, read_only=read_only),
        *checks.home(found),
        told,
        *checks.folders(asked, found, os.environ),
    ]
    worst = max((one.status for one in listed), key=ORDER.index)
    if json:
        at = utc(SystemClock().now()) or ""
        document = documents.Doctor(at=at, version=VERSION, status=worst, checks=listed)
        sys.stdout.write(written(document))
    else:
        sys.stdout.write(_table(listed))
    raise typer.Exit(1 if worst == FAIL else 0)


def _settings() -> tuple[Settings, documents.Check]:
    """What is set, and whether it can be used."""
    try:
        found = find(os.environ, working_directory())
    except Misuse as fault:
        fix = "Mend it; `groundstop config validate` tells when it is right."
        return Settings(), documents.Check(name="config", status=FAIL, says=str(fault), fix=fix)
    if clashes := keys.faults(found.settings.keys):
        fix = "Mend it; `groundstop keys --check` tells when it is right."
        told = documents.Check(name="config", status=FAIL, says=clashes[0], fix=fix)
        return found.settings, told
    return found.settings, documents.Check(
        name="config", status=OK, says=_in_force(found), fix=None
    )


def _in_force(found: Found) -> str:
    """The files that set something."""
    read = [layer.path for layer in found.layers if layer.path and layer.values]
    return f"valid: {', '.join(read)}" if read else "valid: nothing is set, defaults hold"


def _table(listed: Sequence[documents.Check]) -> str:
    """One line a check, its fix below it."""
    wide = max(len(one.name) for one in listed)
    lines = []
    for one in listed:
        lines.append(f"{one.status:<4}  {one.name:<{wide}}  {one.says}")
        if one.fix:
            lines.append(f"{'':<4}  {'':<{wide}}  -> {one.fix}")
    return "\n".join(lines) + "\n"
