"""`groundstop run`: a plan becomes agents; every mistake is said before anything begins."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.clock import SystemClock
from core.course.watch import clock_by
from core.errors import Misuse
from tui.commands.looking import folder_of
from tui.commands.options import Dir, Json  # noqa: TC001, typer reads them

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model.plan import Plan

LARGEST = 1 << 20


def run(  # noqa: PLR0913, one parameter an option
    plan: Annotated[str, typer.Argument(help="A plan file, such as plan.toml.")],
    *,
    headless: Annotated[
        bool, typer.Option("--headless", help="No dashboard: wait for it.")
    ] = False,
    json: Json = False,
    speed: Annotated[
        float | None, typer.Option("--speed", help="A rehearsal's, times real time.")
    ] = None,
    again: Annotated[list[str] | None, typer.Option("--again", help="Do a done task anew.")] = None,
    state_dir: Dir = "",
) -> None:
    """Start the agents of a plan, staggered, under permits; started twice it runs once."""
    from core.locks.watch import is_locked  # noqa: PLC0415, slow to load
    from core.runners.command import REHEARSAL  # noqa: PLC0415, likewise
    from core.runs.act import call_engine, enter, keep_time  # noqa: PLC0415, likewise
    from core.runs.watch import ground  # noqa: PLC0415, likewise

    if speed is not None and not 0 < speed <= 1000:  # noqa: PLR2004, a thousand is fast
        raise Misuse(f"--speed {speed:g}: expected a number above 0 and up to 1000.")
    folder = folder_of(state_dir)
    found = understood(plan)
    if speed is not None and found.runner != REHEARSAL:
        raise Misuse(f'--speed: only agents of runner = "{REHEARSAL}" can be hurried.')
    is_idle = not ground(folder).is_unfinished and not is_locked(folder.lock)
    keep_time(folder, speed, is_idle=is_idle)
    key = enter(folder, found, clock_by(folder.clock).now(), again or ())
    call_engine(folder)
    if headless or json or not sys.stdout.isatty():
        from tui.commands.waiting import wait  # noqa: PLC0415, only without a screen

        raise typer.Exit(wait(folder, key, SystemClock(), json=json))
    from tui.commands import hot, watch  # noqa: PLC0415, only with a screen

    os.chdir(found.repository)
    raise typer.Exit(watch.run(hot.StatusWanted(state_dir=state_dir)))


def understood(path: str) -> Plan:
    """Read a plan, and look at its repository; Misuse says what is wrong."""
    from core.runs.plan import meant, refuse, written  # noqa: PLC0415, slow to load
    from core.worktrees.watch import repository  # noqa: PLC0415, likewise

    found = written(path, _text(path))
    here = Path(path).absolute().parent
    seen = repository(str((here / found.file.repo).resolve()), found.file.base)
    refuse(found, seen, is_root=os.geteuid() == 0)
    return meant(found, seen, _reader(here))


def _reader(here: Path) -> Callable[[str], str | None]:
    def read(name: str) -> str | None:
        try:
            return (here / name).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    return read


def _text(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST).decode("utf-8-sig")
    except FileNotFoundError:
        raise Misuse(f"{path}: there is no such file; the README shows one.") from None
    except OSError as error:
        raise Misuse(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Misuse(f"{path}: this is no text in UTF-8.") from None
