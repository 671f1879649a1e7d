"""`groundstop demo`: agents that really run where that can be shown, else a scene."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass

from core.errors import Misuse

INCIDENTS = ("cliff", "crash")
FASTEST = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be shown."""

    incident: str = ""
    scripted: bool = False
    seed: int = 1
    speed: float | None = None
    once: bool = False
    json: bool = False


def run(wanted: Wanted) -> int:
    """Show it."""
    from tui.commands.watch import can_draw  # noqa: PLC0415, slow to load

    _check(wanted)
    is_scene = wanted.scripted or (not wanted.incident and (wanted.json or not can_draw()))
    if is_scene or not (wanted.incident or _can_run()):
        from tui.commands import play  # noqa: PLC0415, one of two

        return play.run(
            play.Wanted(seed=wanted.seed, speed=wanted.speed, once=wanted.once, json=wanted.json)
        )
    from core.demo.scripts import Incident  # noqa: PLC0415, one of two
    from tui.commands import live  # noqa: PLC0415, likewise

    return live.run(
        live.Wanted(
            incident=Incident(wanted.incident or "none"),
            seed=wanted.seed,
            speed=wanted.speed,
            once=wanted.once,
            json=wanted.json,
        )
    )


def _can_run() -> bool:
    """Whether agents can be run here: they need git, and the engine's locks."""
    return sys.platform == "linux" and shutil.which("git") is not None


def _check(wanted: Wanted) -> None:
    if wanted.incident and wanted.incident not in INCIDENTS:
        raise Misuse(f"--incident {wanted.incident}: expected {' or '.join(INCIDENTS)}.")
    if wanted.incident and wanted.scripted:
        raise Misuse("--incident and --scripted: an incident really runs; leave one of them out.")
    if wanted.incident and not _can_run():
        raise Misuse("--incident needs Linux and git; groundstop demo --scripted needs neither.")
    if not wanted.scripted and wanted.speed is not None and not 0 < wanted.speed <= FASTEST:
        raise Misuse(f"--speed {wanted.speed:g}: expected a number above 0, up to {FASTEST:g}.")
