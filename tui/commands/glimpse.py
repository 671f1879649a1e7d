"""`groundstop status --line` for status bars: the standing answer, if it still stands."""

from __future__ import annotations

import os
import sys

from core.clock import SystemClock
from core.instants import instant
from core.places import cache_dir, claude_home, index_mark, state_dir
from core.settings.watch import files, steering, working_directory
from core.standing.marks import said_at
from core.standing.store import load
from core.standing.watch import moved, unchanged

NEEDS_A_LOOK = 3
OPTIONS = ("--claude-home", "--state-dir", "--now")


def glimpse(arguments: list[str]) -> int | None:
    """Answer from what stands; None if it must be looked at anew, or asked in another way."""
    given = options(arguments)
    if given is None or steering(os.environ):
        return None
    path, key, at = place(given)
    answer = load(path, key)
    if answer is None or at is None:
        return None
    said = said_at(answer, at)
    if said is None or not unchanged(answer["marks"]) or moved(answer["starts"]):
        return None
    line, needing = said
    sys.stdout.write(line + "\n")
    return NEEDS_A_LOOK if needing and "--check" in arguments else 0


def options(arguments: list[str]) -> dict[str, str] | None:
    """The options of a plain `status --line`; None if there is any other."""
    given: dict[str, str] = {}
    rest = [one for one in arguments if one not in ("--line", "--check")]
    while rest:
        name, joined, value = rest.pop(0).partition("=")
        if name not in OPTIONS or (not joined and not rest):
            return None
        given[name] = value if joined else rest.pop(0)
    return given


def place(given: dict[str, str]) -> tuple[str, str, float | None]:
    """Where the answer is kept, under which key, and for which instant it is asked."""
    environ = dict(os.environ)
    home = os.path.abspath(os.path.expanduser(given.get("--claude-home") or claude_home(environ)))
    moved = given.get("--state-dir") or environ.get("GROUNDSTOP_STATE_DIR", "")
    cache = f"{state_dir({'GROUNDSTOP_STATE_DIR': moved})}/cache" if moved else cache_dir(environ)
    path = f"{os.path.abspath(os.path.expanduser(cache))}/line-{index_mark(home)}.db"
    now = given.get("--now", "")
    at = instant(now) if now else SystemClock().now()
    key = f"{'then' if now else 'now'} {files(environ, working_directory()).project}"
    return path, key, at.timestamp() if at is not None else None
