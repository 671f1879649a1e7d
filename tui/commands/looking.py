"""What read-only commands look at: which home, which instant, which scope."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from core.clock import Clock, FixedClock, ToldClock
from core.course.watch import RehearsedClock, clock_by
from core.errors import Misuse, NotFound, Trouble
from core.instants import instant
from core.model.limits import Limits
from core.model.where import ClaudeHome, StateFolder, Where
from core.places import cache_dir, claude_home, index_mark, state_dir
from core.settings.store import settings
from core.settings.watch import working_directory

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from core.fleet.frames import Fleet
    from core.model.frame import Scope
    from core.model.ground import Ground, TaskSeen
    from core.model.process import Life, Registered
    from core.model.run import Outcome
    from core.settings.hot import Settings
    from tui.commands.hot import Looking

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


@dataclass(frozen=True, slots=True)
class Look:
    """Everything a look needs."""

    where: Where
    clock: Clock
    is_now: bool
    """The clock is the machine's own: its processes mean something."""
    settings: Settings
    """What the person has set."""

    @property
    def limits(self) -> Limits:
        """How long still is too long, for this person."""
        chosen = self.settings.limits
        return Limits(
            quiet=timedelta(minutes=chosen.quiet_minutes),
            stalled=timedelta(minutes=chosen.stalled_minutes),
            stalled_while_pending=timedelta(minutes=chosen.stalled_while_pending_minutes),
        )

    def judge(self) -> Callable[[Registered], Life]:
        """How to tell whether a registered process lives."""
        if not self.is_now:
            from core.processes.liveness import untold  # noqa: PLC0415, not every door asks

            return untold
        from core.processes.watch import here  # noqa: PLC0415, not every door asks

        return here


def folder_of(state: str, *, read_only: bool = False) -> StateFolder:
    """Settle where the engine keeps what it knows."""
    named = {"GROUNDSTOP_STATE_DIR": state} if state else {}
    place = state_dir({**os.environ, **named})
    return StateFolder(str(Path(place).expanduser().resolve()), is_read_only=read_only)


def task_named(folder: StateFolder, name: str, first: Collection[Outcome]) -> TaskSeen:
    """Give a task by its id or key; of several runs' the one that has come to one of `first`."""
    found = [one for one in readable(folder).tasks if name in (one.id, one.key)]
    if not found:
        raise NotFound(f"there is no task {name}; groundstop runs names them.")
    meant = [one for one in found if one.outcome in first] or found
    if len(meant) > 1:
        keys = ", ".join(one.key for one in meant)
        raise Misuse(f"{name} is a task of several runs: name one of {keys}.")
    return meant[0]


def readable(folder: StateFolder) -> Ground:
    """Give the engine's state; Trouble says why it cannot be read."""
    from core.runs.watch import ground  # noqa: PLC0415, not every door asks

    seen = ground(folder)
    if seen.trouble:
        raise Trouble(seen.trouble)
    return seen


def grounded(fleet: Fleet, found: Look, folder: StateFolder, at: datetime) -> None:
    """Let a fleet know the tasks of our runs; of another instant their state says nothing."""
    if found.is_now:
        from core.model.events import Grounded  # noqa: PLC0415, not every door asks
        from core.runs.watch import ground  # noqa: PLC0415, likewise

        fleet.fold(Grounded(ground=ground(folder)), at)


def look(asked: Looking, chosen: Settings | None = None) -> Look:
    """Settle home, indexes, clock and settings from flags, environment and files."""
    environ = dict(os.environ)
    chosen = chosen or settings(environ, working_directory())
    root = asked.claude_home or claude_home(environ)
    home = str(Path(root).expanduser().absolute())
    if asked.claude_home and not Path(home).is_dir():
        raise Misuse(f"--claude-home {asked.claude_home}: there is no such folder.")
    moved = asked.state_dir or environ.get("GROUNDSTOP_STATE_DIR", "")
    cache = f"{state_dir({'GROUNDSTOP_STATE_DIR': moved})}/cache" if moved else cache_dir(environ)
    cache = "" if asked.read_only else str(Path(cache).expanduser().absolute())
    where = Where(
        home=ClaudeHome(home),
        cache=cache,
        mark=index_mark(home),
        coordination_dir=chosen.coordination_dir,
    )
    if not asked.now:
        own = clock_by(folder_of(asked.state_dir).clock)
        clock = ToldClock(own) if isinstance(own, RehearsedClock) else own
        return Look(where, clock, is_now=True, settings=chosen)
    at = instant(asked.now)
    if at is None:
        raise Misuse(f"--now {asked.now}: expected a time such as 2026-11-20T14:32:07Z.")
    return Look(where, FixedClock(at), is_now=False, settings=chosen)


def scope(since: str, *, everything: bool, here_only: bool, found: Look) -> Scope:
    """Settle the scope: as set unless said otherwise, the whole machine unless `--here`."""
    from core.model.frame import Scope  # noqa: PLC0415, not every door asks

    repository = None
    if here_only:
        from core.worktrees.watch import place  # noqa: PLC0415, only where it is asked for

        cwd = working_directory()
        repository = place(cwd).repository or cwd
    since = since or found.settings.limits.since
    if everything or since == "all":
        return Scope(since=None, repository=repository)
    length = span(since)
    at = found.clock.now() - length if length is not None else instant(since)
    if at is None:
        raise Misuse(f"--since {since}: expected a span such as 24h or 7d, a time, or all.")
    return Scope(since=at, repository=repository)


def span(text: str) -> timedelta | None:
    """Read a span of time: a whole number and s, m, h, d or w."""
    number, unit = text[:-1], text[-1:]
    if not number.isascii() or not number.isdigit() or unit not in UNITS or len(number) > 6:  # noqa: PLR2004
        return None
    return timedelta(seconds=int(number) * UNITS[unit])
