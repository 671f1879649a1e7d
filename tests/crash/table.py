"""Tries every fault of the matrix, and prints what became of the promises.

python -m tests.crash.table            all
python -m tests.crash.table --short    those that .ci/run tries
python -m tests.crash.table WORD ...   those with a word in their name
"""
# ruff: noqa: T201
# This is a program: it prints.

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.crash import attempts, harm, looks, losses, trials
from tests.crash.figures import BOUNDS, PROMISES, Figure, Skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

EXPECTED = (AssertionError, OSError, ValueError, sqlite3.Error, subprocess.SubprocessError)


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of the matrix (`engine.md` 6)."""

    what: str
    where: str
    expected: str
    play: Callable[[Path], list[Figure]]
    is_short: bool = False
    measures: bool = False
    """Whether it has a bound of seconds to keep, so that nobody else must be at work."""


TABLE = (
    Fault(
        "kill -9 engine",
        "three times, anywhere",
        "agents go on",
        trials.engine_killed,
        is_short=True,
    ),
    *(
        Fault(
            "kill -9 engine",
            f"at its effect {point}",
            "nothing lost, nothing twice",
            partial(trials.engine_killed_at, point=point),
        )
        for point in (8, 17, 23, 29, 37, 44)
    ),
    Fault(
        "kill -9 screen",
        "beside two agents",
        "agents and engine go on",
        partial(trials.screen_gone, how="kill"),
        is_short=True,
    ),
    Fault(
        "terminal hang-up",
        "beside two agents",
        "agents and engine go on",
        partial(trials.screen_gone, how="hang-up"),
    ),
    Fault("kill -9 agent", "at work", "said by its shim", trials.agent_killed, is_short=True),
    Fault("kill -9 shim", "at work", "lost, swept", partial(trials.shim_killed, agent=False)),
    Fault(
        "kill -9 shim + agent",
        "at work, a child detached",
        "lost, swept",
        partial(trials.shim_killed, agent=True),
        is_short=True,
    ),
    Fault("SIGSTOP agent", "engine killed", "adopted", partial(trials.frozen, whom="agent")),
    Fault("SIGSTOP shim", "engine killed", "adopted", partial(trials.frozen, whom="shim")),
    Fault(
        "SIGSTOP engine",
        "a rival comes",
        "no rival; STALE",
        trials.engine_frozen,
        is_short=True,
        measures=True,
    ),
    Fault("three engines", "at once", "one serves", trials.rivals),
    Fault("TERM-deaf agent", "told to stop", "killed after 5 s", trials.deaf),
    Fault(
        "pause, kill -9 engine",
        "among starts",
        "no start after 1 s",
        trials.paused,
        is_short=True,
        measures=True,
    ),
    Fault("reboot", "another boot id", "lost in one pass", trials.rebooted),
    *(
        Fault(
            f"clock {hours:+d} h",
            "while one waits for a retry",
            "nobody early, nobody late",
            partial(trials.clock_moved, seconds=hours * 3600.0),
        )
        for hours in (1, -1)
    ),
    *(
        Fault(
            "retries, kill engine",
            f"after {' '.join(map(str, pauses))} s",
            "waited for, none too many",
            partial(attempts.retried, pauses=pauses),
            is_short=pauses == (2.2,),
        )
        for pauses in ((2.2,), (1.1, 1.4, 0.9), (3.1,))
    ),
    Fault(
        "time limit, suspend",
        "an agent that hangs",
        "ended by time awake alone",
        attempts.overdue,
        is_short=True,
    ),
    Fault(
        "messages, kill engine",
        "while somebody writes",
        "each comes once",
        partial(attempts.told, whom="engine"),
    ),
    Fault(
        "messages, kill -9 shim",
        "while somebody writes",
        "each comes, or that is told",
        partial(attempts.told, whom="shim"),
        is_short=True,
    ),
    Fault("disk full", "state folder, 3 s", "no end is lost", losses.disk_full),
    Fault("git lock held", "the branch's, 2 s", "waited for, not removed", losses.git_locked),
    Fault("database unlinked", "engine at work", "it ends, refuses", losses.unlinked),
    *(
        Fault(
            f"database {way.__name__.replace('_', ' ')}",
            "agents alive",
            "refused, then rebuilt",
            partial(losses.rebuilt, way=way),
        )
        for way in harm.EVERY
    ),
    Fault(
        "engine restarts",
        "thirty agents",
        "adopted, ends learnt",
        looks.readopted,
        is_short=True,
        measures=True,
    ),
    Fault(
        "screen beside kernel",
        "agents come and go",
        "true 1 s ago",
        looks.behind,
        is_short=True,
        measures=True,
    ),
    Fault("read-only looks", "every face", "nothing is written", looks.read_only, is_short=True),
    Fault(
        "weather",
        "virtual: clocks, hosts, quota",
        "no promise broken",
        looks.simulated,
        is_short=True,
    ),
)


def tried(fault: Fault) -> tuple[list[Figure], str]:
    """Play one fault in a folder of its own; give the figures, or what went wrong."""
    with tempfile.TemporaryDirectory(prefix="groundstop-fault.") as where:
        try:
            found = fault.play(Path(where))
        except Skipped as reason:
            return [], f"skipped: {reason}"
        except EXPECTED as error:
            return [], f"BROKEN: {' '.join(str(error).split())[:300] or type(error).__name__}"
    broken = [one for one in found if not one.is_kept]
    return found, f"BROKEN: {', '.join(map(str, broken))}" if broken else "ok"


def table(faults: Iterable[Fault]) -> int:
    """Print a row for each fault, then one for each promise; 1 if any is broken."""
    worst: dict[str, list[float]] = {}
    wrong = 0
    print(f"{'fault':<24}{'where':<30}{'expected':<28}{'s':>5}  seen")
    for fault in faults:
        began = time.perf_counter()
        found, verdict = tried(fault)
        wrong += verdict.startswith("BROKEN")
        told = " ".join(map(str, found))
        seconds = time.perf_counter() - began
        row = f"{fault.what:<24}{fault.where:<30}{fault.expected:<28}{seconds:5.0f}"
        print(f"{row}  {verdict}  {told}", flush=True)
        for one in found:
            worst.setdefault(one.promise, []).append(one.value)
    print(f"\n{'':6}{'checker':<56}{'worst':>8}{'bound':>8}{'faults':>8}")
    for promise, what in PROMISES.items():
        seen, bound = worst.get(promise, []), BOUNDS.get(promise, 0.0)
        value = f"{max(seen):.3g}" if seen else "-"
        print(f"{promise:<6}{what:<56}{value:>8}{bound:>8.3g}{len(seen):>8}")
    return 1 if wrong else 0


def main(words: list[str]) -> int:
    """Choose the faults, and try them."""
    names = [word for word in words if not word.startswith("--")]
    chosen = [one for one in TABLE if one.is_short or "--short" not in words]
    return table(one for one in chosen if not names or any(name in one.what for name in names))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
