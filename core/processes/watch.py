"""The live registry and the processes it names, as they are now."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.model.process import Registered, Registry
from core.processes.liveness import life
from core.processes.records import registered

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model.process import Life

LIMIT = 1 << 16


def look(sessions: str, judge: Callable[[Registered], Life]) -> Registry:
    """Read every entry of the registry; secrets that lie beside them are never opened."""
    try:
        names = [name for name in os.listdir(sessions) if name.endswith(".json")]
    except OSError:
        return Registry()
    entries = (_entry(f"{sessions}/{name}") for name in sorted(names))
    judged = (replace(entry, life=judge(entry)) for entry in entries if entry is not None)
    return Registry(exists=True, entries=tuple(judged))


def _entry(path: str) -> Registered | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        return registered(os.read(descriptor, LIMIT))
    except OSError:
        return None
    finally:
        os.close(descriptor)


def here(entry: Registered) -> Life:
    """Judge an entry by the processes of this machine."""
    return life(entry, domain=own_domain(), stat_of=_stat_of())


@cache
def own_domain() -> str:
    """Host and pid namespace, in the client's form; empty where there is none to compare."""
    try:
        machine = Path("/etc/machine-id").read_text().strip()
        return f"linux:{machine}:{os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return ""


@cache
def _stat_of() -> Callable[[int], str | None]:
    return _proc_stat if Path("/proc/self/stat").exists() else _pid_exists


def _pid_exists(pid: int) -> str | None:
    """Without /proc a pid can be seen, but not whose it is."""
    import psutil  # noqa: PLC0415, only where there is no /proc

    return "" if psutil.pid_exists(pid) else None


def _proc_stat(pid: int) -> str | None:
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except FileNotFoundError:
        return None
    except OSError:
        return ""
