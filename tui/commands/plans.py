"""`groundstop run`: a plan becomes agents; every mistake is said before anything begins."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.clock import SystemClock
from core.course.watch import clock_by
from core.errors import Misuse
from core.model.plan import worktrees_of
from core.model.runner import Runner
from tui.commands.clearance import cleared
from tui.commands.limits import limited
from tui.commands.looking import folder_of
from tui.commands.options import (  # noqa: TC001, typer reads them
    Dir,
    Headless,
    Json,
    MaxConcurrent,
    Profile,
    Speed,
)
from tui.commands.preflight import Budget, Wish, amount

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model.plan import Plan
    from core.model.where import StateFolder
    from core.runs.plan import Written
    from core.runs.records import PlanFile

LARGEST = 1 << 20
NO_CLAUDE = (
    'runner = "claude": there is no claude on PATH; npm i -g @anthropic-ai/claude-code installs'
    ' it, and runner = "rehearsal" starts agents that only rehearse.'
)


def run(  # noqa: PLR0913, one parameter an option
    plan: Annotated[str, typer.Argument(help="A plan file, such as plan.toml.")],
    *,
    headless: Headless = False,
    json: Json = False,
    speed: Speed = None,
    again: Annotated[list[str] | None, typer.Option("--again", help="Do a done task anew.")] = None,
    token_budget: Budget = "",
    max_concurrent: MaxConcurrent = None,
    profile: Profile = "",
    fewer: Annotated[bool, typer.Option("--fewer", help="Only as many as are safe.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Take the risk, do not ask.")] = False,
    state_dir: Dir = "",
) -> None:
    """Start the agents of a plan, staggered, under permits; started twice it runs once."""
    from core.runs.act import call_engine  # noqa: PLC0415, slow to load

    if speed is not None and not 0 < speed <= 1000:  # noqa: PLR2004, a thousand is fast
        raise Misuse(f"--speed {speed:g}: expected a number above 0 and up to 1000.")
    folder = folder_of(state_dir)
    has_screen = not headless and not json and sys.stdout.isatty()
    wish = Wish(
        budget=amount(token_budget),
        again=tuple(again or ()),
        is_fewer=fewer,
        is_agreed=yes,
        speed=speed,
        profile=profile,
        most=max_concurrent,
    )
    key, top = _entered(plan, folder, wish, has_screen=has_screen)
    call_engine(folder)
    if not has_screen:
        from tui.commands.waiting import wait  # noqa: PLC0415, only without a screen

        raise typer.Exit(wait(folder, key, SystemClock(), json=json))
    from tui.commands import hot, watch  # noqa: PLC0415, only with a screen

    os.chdir(top)
    raise typer.Exit(watch.run(hot.StatusWanted(state_dir=state_dir)))


def _entered(path: str, folder: StateFolder, wish: Wish, *, has_screen: bool) -> tuple[str, str]:
    """Write a plan down once it may start; give its run and the top of its repository."""
    from core.locks.watch import is_locked  # noqa: PLC0415, slow to load
    from core.runs.act import enter, keep_time  # noqa: PLC0415, likewise
    from core.runs.watch import ground  # noqa: PLC0415, likewise

    file, meant = understood(path, folder, wish=wish)
    if wish.speed is not None and meant.runner is not Runner.REHEARSAL:
        raise Misuse(f'--speed: only agents of runner = "{Runner.REHEARSAL}" can be hurried.')
    found, calculated = cleared(file, meant, folder, wish, has_screen=has_screen)
    is_idle = not ground(folder).is_unfinished and not is_locked(folder.lock)
    keep_time(folder, wish.speed, is_idle=is_idle)
    key = enter(folder, found, clock_by(folder.clock).now(), wish.again, calculated)
    return key, found.repository


def understood(
    path: str, folder: StateFolder, *, is_start: bool = True, wish: Wish | None = None
) -> tuple[PlanFile, Plan]:
    """Read a plan, look at its repository and its limits; Misuse says what is wrong."""
    from core.runs.plan import meant, refuse, written  # noqa: PLC0415, slow to load
    from core.runs.watch import ground  # noqa: PLC0415, likewise
    from core.worktrees.watch import repository  # noqa: PLC0415, likewise

    found = written(path, _text(path))
    here = Path(path).absolute().parent
    seen = repository(str((here / found.file.repo).resolve()), found.file.base)
    began = [task for task in ground(folder).tasks if task.start_commit]
    beside = f"{worktrees_of(seen.top)}/"
    mine = {task.branch for task in began if task.worktree.startswith(beside)}
    program = _program(found)
    if not program and found.file.runner == Runner.CLAUDE.value and is_start:
        raise found.wrong(NO_CLAUDE, "runner")
    refuse(found, seen, is_root=os.geteuid() == 0, is_start=is_start, mine=mine)
    flags = (wish.profile, wish.most) if wish else ()
    return found.file, limited(meant(found, seen, _reader(here), program), found, *flags)


def _program(found: Written) -> str:
    claude = shutil.which("claude") if found.file.runner == Runner.CLAUDE.value else None
    return str(Path(claude).absolute()) if claude else ""


def _reader(here: Path) -> Callable[[str], str | None]:
    def read(name: str) -> str | None:
        path = here / name
        try:
            return path.read_text("utf-8") if path.is_file() else None
        except (OSError, ValueError):
            return None

    return read


def _text(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST).decode("utf-8-sig")
    except FileNotFoundError:
        raise Misuse(f"{path}: there is no such file; groundstop plan new writes one.") from None
    except OSError as error:
        raise Misuse(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Misuse(f"{path}: this is no text in UTF-8.") from None
