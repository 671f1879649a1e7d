"""How much memory is free, and how many processes want to run."""

from __future__ import annotations

import os
import re
from pathlib import Path

from core.model.admission import Host

AVAILABLE = re.compile(r"^MemAvailable:\s+(\d+) kB$", re.MULTILINE)


def host() -> Host | None:
    """Look at this machine; None where it does not say."""
    try:
        found = AVAILABLE.search(Path("/proc/meminfo").read_text("ascii"))
        load, _, _ = os.getloadavg()
    except OSError:
        return None
    if found is None:
        return None
    cores = len(os.sched_getaffinity(0))
    return Host(memory_free=int(found[1]) << 10, load=load / cores)
