"""Whether a registered process is there and still the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.process import Life

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model.process import Registered

START = 19
"""Place of `starttime`, field 22 of /proc/<pid>/stat, behind the name in parentheses."""


def life(entry: Registered, *, domain: str, stat_of: Callable[[int], str | None]) -> Life:
    """Compare pid and start time with what runs now.

    A pid of another machine or pid namespace says nothing here. A pid that is taken by a process
    of another start time is gone; `stat_of` gives the line of /proc/<pid>/stat, None for no
    process, and an empty text where that cannot be told.
    """
    if entry.pid_domain and domain and entry.pid_domain != domain:
        return Life.UNKNOWN
    line = stat_of(entry.pid)
    if line is None:
        return Life.GONE
    fields = line[line.rfind(")") + 1 :].split()
    if len(fields) <= START or not entry.proc_start:
        return Life.UNKNOWN
    is_same = fields[START] == entry.proc_start and fields[0] not in ("Z", "X")
    return Life.ALIVE if is_same else Life.GONE


def as_recorded(entry: Registered) -> Life:
    """In a recording, an entry that is there names a process that is there."""
    return Life.ALIVE if entry.pid else Life.UNKNOWN


def untold(entry: Registered) -> Life:
    """When looking at another time than now, nothing is known of any process."""
    return Life.UNKNOWN if entry.pid else Life.GONE
