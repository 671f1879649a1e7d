"""Puts the subjects together: one look at everything, and what a look needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.fleet.follow import listen
from core.fleet.frames import Fleet
from core.fleet.survey import active, surveyed
from core.handoffs.progress import claims
from core.handoffs.watch import look as look_at_files
from core.model.events import Claimed, Heard, Lives, Placed, Spent
from core.model.frame import Spending
from core.model.limits import LIMITS
from core.processes.watch import look as look_at_processes
from core.projects.watch import walk
from core.quota.burn import history, per_minute
from core.usage.catch_up import spent
from core.usage.sums import by_path, five_hours
from core.worktrees.watch import places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from core.model.frame import Scope
    from core.model.limits import Limits
    from core.model.process import Life, Registered
    from core.model.signs import Transcript
    from core.model.where import Where
    from core.model.worktree import Place
    from core.usage.store import Sums


def glance(  # noqa: PLR0913 - where, since when, until when, and how
    where: Where,
    scope: Scope,
    at: datetime,
    judge: Callable[[Registered], Life],
    limits: Limits = LIMITS,
    *,
    told: Callable[[int, int], None] | None = None,
) -> Fleet:
    """Look once at everything in scope; exact, and as fast as what is new allows.

    `told` hears (files counted, files to count) while a long counting goes on.
    """
    found = walk(where.home.projects)
    fleet = Fleet(limits, scope)
    wanted = active(found, scope)
    heard = listen(where, found, wanted)
    # Counted after that: no action is shown whose tokens are not.
    sums, _ = spent(where, found.files, told=told)
    fleet.fold(surveyed(where, found, len(found.files) - len(wanted)), at)
    fleet.fold(Heard(transcripts=tuple(heard)), at)
    fleet.fold(Lives(registry=look_at_processes(where.home.sessions, judge)), at)
    fleet.fold(spending(sums, heard, at), at)
    placed = places(fleet.known.cwds())
    fleet.fold(Placed(places=placed), at)
    tops = roots(placed) | ({scope.repository} if scope.repository else set())
    status_files, missing = look_at_files(tops, where.coordination_dir)
    claimed = claims(status_files, missing, {}, at, limits)
    fleet.fold(Claimed(claims=tuple(claimed.values())), at)
    return fleet


def roots(placed: Mapping[str, Place]) -> set[str]:
    """Folders that may hold agents' own status files: worktrees, repositories, directories."""
    tops = {top for one in placed.values() for top in (one.repository, one.worktree) if top}
    return tops | set(placed)


def spending(sums: Sequence[Sums], heard: Iterable[Transcript], at: datetime) -> Spent:
    """Tokens by transcript, in the last five hours, and by minute."""
    bars = history(heard, at)
    recent = Spending(five_hours=five_hours(sums, at), per_minute=per_minute(bars), history=bars)
    return Spent(by_path=by_path(sums), spending=recent)
