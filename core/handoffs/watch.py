"""Status, handoff and registry files of the repositories that agents work in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from core.handoffs.records import HandoffFile, StatusFile, handoff_file, spawned, status_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LIMIT = 1 << 20
FILES = 2000


def look(
    roots: Iterable[str], folder: str = "data"
) -> tuple[list[tuple[StatusFile, str, str]], dict[str, tuple[str, ...]]]:
    """Read S4's layout below each root: (status file, path, root), and missing deliverables.

    A status file wins over the spawn registry's word on the same agent, and of several status
    files, as checkouts of one repository have them, the latest: what counts stands later.
    """
    registered: list[tuple[StatusFile, str, str]] = []
    found: list[tuple[StatusFile, str, str]] = []
    missing: dict[str, tuple[str, ...]] = {}
    for root in sorted(set(roots)):
        base = f"{root}/{folder}"
        registry = f"{base}/spawn-registry.json"
        registered += [(one, registry, root) for one in spawned(_bytes(registry) or b"[]")]
        for path in _files(f"{base}/agent-status"):
            one = status_file(_bytes(path) or b"", Path(path).stem)
            if one is not None:
                found.append((one, path, root))
        for path in _files(f"{base}/handoffs"):
            handoff = handoff_file(_bytes(path) or b"")
            if handoff is not None:
                missing[handoff.agent_id] = _missing(handoff, root)
    found.sort(key=lambda one: (one[0].updated_at is not None, one[0].updated_at))
    return registered + found, missing


def _missing(handoff: HandoffFile, root: str) -> tuple[str, ...]:
    """Deliverables that are not there; names that lead out of the repository are not looked at."""
    inside = (
        name
        for name in handoff.deliverables
        if not name.startswith(("/", "-")) and ".." not in name.split("/") and "://" not in name
    )
    return tuple(name for name in inside if not os.path.exists(f"{root}/{name}"))


def _files(folder: str) -> Iterator[str]:
    try:
        names = sorted(os.listdir(folder))[:FILES]
    except OSError:
        return
    for name in names:
        if name.endswith(".json"):
            yield f"{folder}/{name}"


def _bytes(path: str) -> bytes | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        return os.read(descriptor, LIMIT)
    except OSError:
        return None
    finally:
        os.close(descriptor)
