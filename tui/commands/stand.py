"""Keeps what `status --line` said, for as long as it will be true."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from core.fleet.assemble import roots
from core.fleet.follow import listen
from core.fleet.survey import active
from core.projects.watch import walk
from core.settings.watch import files as files_of_settings
from core.settings.watch import steering, working_directory
from core.standing.marks import FORMAT
from core.standing.store import save
from core.standing.watch import marks, starts
from core.worktrees.watch import places
from tui.twins.plain import line

if TYPE_CHECKING:
    from datetime import datetime

    from core.fleet.frames import Fleet
    from core.model.where import StateFolder
    from core.standing.marks import Answer
    from tui.commands.looking import Look

FORESEEN = 12
"""How many changes by silence alone are worked out beforehand."""
LONGEST = timedelta(hours=1)


def keep(found: Look, fleet: Fleet, at: datetime, folder: StateFolder) -> None:
    """Work out what the line will say as time goes by, and what that rests on.

    The marks are taken before everything is read again: if that finds nothing new, whatever
    comes later is seen in the marks.
    """
    if steering(os.environ) or fleet.known.tasks.ground.is_unfinished:
        return
    where, known = found.where, fleet.known
    read = {one.path for one in known.transcripts.values()}
    folders = {path.rpartition("/")[0] for path in read}
    folders |= {folder.rpartition("/")[0] for folder in folders}
    files = {
        f"{root}/{where.coordination_dir}/agent-status" for root in roots(places(known.cwds()))
    }
    files |= {claim.path for claim in known.claims}
    entries = [entry for each in known.entries.values() for entry in each]
    registry = {f"{where.home.sessions}/{entry.pid}.json" for entry in entries}
    chosen = files_of_settings(os.environ, working_directory())
    files |= {path for path in chosen if path}
    files |= {folder.state, f"{folder.state}-wal"}
    rests_on = marks(
        sorted({*read, *folders, *files, *registry, where.home.sessions, where.home.projects})
    )
    found_again = walk(where.home.projects)
    again = listen(where, found_again, active(found_again, fleet.scope))
    if {one.path: one for one in again} != {one.path: one for one in known.transcripts.values()}:
        return
    lines, until = _foreseen(fleet, at)
    answer: Answer = {
        "format": FORMAT,
        "at": at.timestamp(),
        "until": until.timestamp(),
        "lines": lines,
        "marks": rests_on,
        "starts": starts(sorted(entry.pid for entry in entries)) if found.is_now else [],
    }
    path = where.index("line")
    save(path, f"{'now' if found.is_now else 'then'} {chosen.project}", answer)


def _foreseen(fleet: Fleet, at: datetime) -> tuple[list[tuple[float, str, int]], datetime]:
    """What the line says from when on, and until when that is known."""
    lines: list[tuple[float, str, int]] = []
    now, end = at, at + LONGEST
    for _ in range(FORESEEN):
        frame = fleet.frame(now)
        lines.append((now.timestamp(), line(frame), frame.needing_a_look))
        after = fleet.changes_at(now)
        if after is None or after >= end:
            return lines, end
        now = after
    return lines, now
