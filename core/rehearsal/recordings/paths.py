"""Which paths of a recording are played: they come from outside and may claim anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.clean import clean
from core.errors import Misuse

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 255
LONGEST = 2000
OUTPUTS = "/tmp/claude-"  # noqa: S108, where the client keeps outputs of background tasks
HOME = re.compile(r"^.*?/\.claude/|^.*?/(?=(?:projects|sessions)/)")


def home_of(paths: Iterable[str]) -> str:
    """The recorded Claude folder, with its slash: what the first path below one begins with.

    >>> home_of(["/tmp/claude-1000/x", "/home/dev/.claude/sessions/7.json"])
    '/home/dev/.claude/'
    >>> home_of(["projects/-src/6f1c.jsonl"])
    ''
    """
    for path in paths:
        if path.startswith("/") and not path.startswith(OUTPUTS):
            found = HOME.match(path)
            return found.group() if found else ""
    return ""


def below(path: str, home: str, where: str) -> str | None:
    """A path relative to the Claude folder; None if it is passed over.

    Keys, temporary files and outputs of background tasks are passed over, whatever else they are.
    """
    name = path.rpartition("/")[2]
    is_odd = "\0" in path or ".." in path.split("/") or len(path) > LONGEST
    if not is_odd and (name.endswith(".key") or ".key." in name or ".tmp." in name):
        return None
    if not is_odd and path.startswith(OUTPUTS):
        return None
    relative = path.removeprefix(home) if home else path
    parts = relative.split("/")
    is_odd = is_odd or relative.startswith("/") or any(part in ("", ".") for part in parts)
    if is_odd or any(_bytes(part) > LONGEST_NAME for part in parts):
        inside = home or "the Claude folder"
        said = clean(path, limit=120)
        raise Misuse(f"{where}: expected a path below {clean(inside)}, found {said!r}.")
    return relative


def apart(paths: Iterable[str], where: str) -> None:
    """Refuse a recording in which one path is both a file and a folder."""
    known = {path for path in paths if not path.endswith("/")}
    for path in sorted(known):
        above = path.rpartition("/")[0]
        while above:
            if above in known:
                said = clean(above, limit=120)
                raise Misuse(f"{where}: expected {said!r} to be a file or a folder, found both.")
            above = above.rpartition("/")[0]


def _bytes(name: str) -> int:
    return len(name.encode("utf-8", "surrogatepass"))
