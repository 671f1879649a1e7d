"""The hot doors' own reading of the command line: what it does not know, typer explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """What every read-only command takes."""

    claude_home: str = ""
    state_dir: str = ""
    now: str = ""
    read_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusWanted(Looking):
    """`groundstop status`."""

    json: bool = False
    plain: bool = False
    line: bool = False
    check: bool = False
    here: bool = False
    all: bool = False
    since: str = ""
    watch: str = ""
    log_level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchWanted(StatusWanted):
    """`groundstop watch`, or no command: the same fleet, on the dashboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageWanted(Looking):
    """`groundstop usage`."""

    json: bool = False
    by: str = "day"
    since: str = ""
    until: str = ""


FLAGS = {
    "": frozenset({"read-only"}),
    "watch": frozenset({"here", "all", "read-only"}),
    "status": frozenset({"json", "plain", "line", "check", "here", "all", "read-only"}),
    "usage": frozenset({"json", "read-only"}),
}
VALUES = {
    "": frozenset({"claude-home", "state-dir", "now"}),
    "watch": frozenset({"since", "log-level", "claude-home", "state-dir", "now"}),
    "status": frozenset({"since", "watch", "claude-home", "state-dir", "now"}),
    "usage": frozenset({"by", "since", "until", "claude-home", "state-dir", "now"}),
}


def wanted(arguments: Sequence[str]) -> StatusWanted | UsageWanted | WatchWanted | None:
    """Read the arguments of a hot door; None for anything else, `--help` and mistakes included."""
    door = "" if not arguments or arguments[0].startswith("-") else arguments[0]
    if door not in FLAGS:
        return None
    read = options(arguments[bool(door) :], FLAGS[door], VALUES[door])
    if read is None:
        return None
    flags, values = read
    looking = {
        "claude_home": values.get("claude-home", ""),
        "state_dir": values.get("state-dir", ""),
        "now": values.get("now", ""),
    }
    if door == "usage":
        return UsageWanted(
            json="json" in flags,
            by=values.get("by", "day"),
            since=values.get("since", ""),
            until=values.get("until", ""),
            read_only="read-only" in flags,
            **looking,
        )
    kind = StatusWanted if door == "status" else WatchWanted
    return kind(
        json="json" in flags,
        plain="plain" in flags,
        line="line" in flags,
        check="check" in flags,
        here="here" in flags,
        all="all" in flags,
        since=values.get("since", ""),
        watch=values.get("watch", ""),
        log_level=values.get("log-level", ""),
        read_only="read-only" in flags,
        **looking,
    )


def options(
    arguments: Sequence[str], flags: frozenset[str], values: frozenset[str]
) -> tuple[frozenset[str], dict[str, str]] | None:
    """Split long options into flags and values; None if anything else is there."""
    given: set[str] = set()
    said: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        option, is_joined, value = rest.pop(0).partition("=")
        name = option.removeprefix("--")
        if not option.startswith("--"):
            return None
        if name in flags and not is_joined:
            given.add(name)
        elif name in values and (is_joined or (rest and not rest[0].startswith("--"))):
            said[name] = value if is_joined else rest.pop(0)
        else:
            return None
    return frozenset(given), said
