"""`groundstop usage`: tokens over all of history, each message counted once."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.clean import clean
from core.errors import Misuse
from core.instants import instant
from core.projects.watch import walk
from core.tail import LINE_LIMIT
from core.usage.catch_up import spent
from core.usage.sheet import QUARTER, UNDATED
from core.usage.sums import Summing, quarters
from tui.commands.looking import look, span
from tui.commands.progress import telling
from tui.present.numbers import count
from tui.present.times import day
from tui.twins.status import written
from tui.twins.usage import table, usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.model.tokens import Tokens
    from core.projects.watch import Walk
    from core.usage.store import Sums
    from tui.commands.hot import UsageWanted
    from tui.commands.looking import Look

NANOSECONDS = 10**9
WAYS = ("day", "model", "agent", "session")


def run(asked: UsageWanted) -> int:
    """Print the sums; with `--since` only files written since are read."""
    if asked.by not in WAYS:
        raise Misuse(f"--by {asked.by}: expected one of {', '.join(WAYS)}.")
    found = look(asked)
    since = _instant("--since", asked.since, found)
    until = _instant("--until", asked.until, found)
    there = walk(found.where.home.projects)
    files = there.files
    if since is not None:
        files = [one for one in files if one.mtime_ns >= since.timestamp() * NANOSECONDS]
    with telling() as told:
        sums, too_long = spent(found.where, files, all_files=since is None, told=told)
    rows = grouped(sums, asked.by, since, until)
    if asked.json:
        document = usage(rows, at=found.clock.now(), by=asked.by, since=since, until=until)
        sys.stdout.write(written(document))
    else:
        sys.stdout.write(table(rows, asked.by))
    for gap in _gaps(there, too_long):
        sys.stderr.write(f"groundstop: {gap}\n")
    return 0


def _gaps(there: Walk, too_long: int) -> Iterator[str]:
    """What the sums may lack."""
    for place in there.unreadable:
        yield f"{clean(place)} cannot be opened; what is there is not counted."
    if too_long:
        lines = count(too_long, "line")
        size = f"{LINE_LIMIT >> 20} MiB"
        yield f"{lines} longer than {size} could not be read; what they cost is not counted."


def grouped(
    all_sums: Iterable[Sums], by: str, since: datetime | None, until: datetime | None
) -> dict[str, Tokens]:
    """Sums by day in the local zone, model, agent or session."""
    first = int(since.timestamp()) // QUARTER if since is not None else UNDATED
    last = int(until.timestamp()) // QUARTER if until is not None else None
    sums_by = Summing()
    days: dict[int, str] = {}
    for sums in all_sums:
        who = f"{sums.session_id}/{sums.agent_id}" if sums.agent_id else sums.session_id
        for row in quarters(sums):
            quarter = row[0]
            if quarter < first or (last is not None and quarter > last):
                continue
            if by == "day":
                if quarter not in days:
                    days[quarter] = _day(quarter)
                key = days[quarter]
            else:
                key = {"model": row[1], "agent": who, "session": sums.session_id}[by]
            sums_by.add(key, row)
    return sums_by.tokens()


def _day(quarter: int) -> str:
    if quarter == UNDATED:
        return "unknown"
    try:
        return day(datetime.fromtimestamp(quarter * QUARTER, UTC))
    except (OverflowError, ValueError):
        return "unknown"


def _instant(flag: str, text: str, found: Look) -> datetime | None:
    if not text:
        return None
    length = span(text)
    at = found.clock.now() - length if length is not None else instant(text)
    if at is None:
        raise Misuse(f"{flag} {text}: expected a span such as 7d, a day or a time.")
    return at
