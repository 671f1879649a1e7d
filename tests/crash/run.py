"""Kills an engine at every effect of a small run, one after the other, and audits each.

python -m tests.crash.run              every k, until an engine lives to the end
python -m tests.crash.run 5 200 7      from the 5th to the 200th, every 7th
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from core.model.run import Outcome
from tests.crash.audit import faults
from tests.crash.scene import Scene

WORK = "rounds 1 thinks 0.2"


def die(point: int) -> tuple[bool, list[str]]:
    """Kill one engine at one effect; tell whether it died, and what is wrong at the end."""
    with tempfile.TemporaryDirectory(prefix="groundstop-crash.") as where:
        scene = Scene(Path(where), [WORK, WORK])
        try:
            code = scene.engine(str(point)).wait(60)
            scene.engine()
            seen = scene.wait()
            lost = [task.id for task in seen.tasks if task.outcome is not Outcome.DONE]
            return code != 0, [*faults(Path(where), 1), *(f"{one} is not done" for one in lost)]
        except (AssertionError, subprocess.TimeoutExpired) as error:
            return True, [f"it never ended: {error}"]
        finally:
            scene.close()


def main(first: int = 1, last: int = 10_000, step: int = 1) -> int:
    """Go through the effects in their order."""
    began, wrong = time.perf_counter(), 0
    point = first
    for point in range(first, last + 1, step):
        has_died, found = die(point)
        wrong += bool(found)
        for fault in found:
            print(f"effect {point}: {fault}", flush=True)  # noqa: T201
        if not has_died:
            break
        if sys.stderr.isatty():
            print(f"\r{point}", end="", file=sys.stderr)  # noqa: T201
    seconds = time.perf_counter() - began
    print(f"killed at effects {first} to {point}: {wrong} of them left faults, {seconds:.0f} s")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:])))
