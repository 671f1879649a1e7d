"""Plays histories by hand: many, or one that is to be looked at.

python -m tests.simulation.run              200 histories, as the tests have them
python -m tests.simulation.run --long       until there were ten million places to crash
python -m tests.simulation.run --seed 7     what happened in history 7

Every fifth history is one in which agents reach their time limits; `--seed 7 --slow` shows the
seventh of these.
"""

from __future__ import annotations

import itertools
import sys
import time

from tests.simulation.audit import violations
from tests.simulation.climate import BRISK, LONG, Climate
from tests.simulation.weather import play

ENOUGH = 10_000_000
USUAL = 200


def show(seed: int, climate: Climate) -> int:
    """Print one history, and what it breaks."""
    played = play(seed, climate=climate)
    for line in played.history.lines:
        beside = f" beside {', '.join(line.with_)}" if line.with_ else ""
        print(f"{line.at:9.3f}  {line.what:12} {line.whom} {line.number:g}{beside}")  # noqa: T201
    found = violations(played.history, played.tasks)
    print(*found or ["no promise was broken"], sep="\n")  # noqa: T201
    return bool(found)


def many(*, is_long: bool) -> int:
    """Play until enough has happened; stop at the first promise that is broken."""
    began, points, crashes, virtual = time.perf_counter(), 0, 0, 0.0
    for seed in itertools.count():
        if points >= ENOUGH if is_long else seed >= USUAL:
            break
        climate = BRISK if seed % 5 else LONG
        played = play(seed if seed % 5 else seed // 5, climate=climate)
        points, crashes = points + played.world.points, crashes + played.world.crashes
        virtual += played.world.true
        if found := violations(played.history, played.tasks):
            print(f"history {seed}:", *found, sep="\n  ")  # noqa: T201
            return 1
        if seed % 50 == 49:
            print(f"\r{seed + 1} histories, {points} points", end="", file=sys.stderr)  # noqa: T201
    seconds = time.perf_counter() - began
    print(f"\n{seed} histories, {points} places to crash, {crashes} crashes,", end=" ")  # noqa: T201
    print(f"{virtual / 3600:.0f} virtual hours, 0 promises broken, {seconds:.0f} s")  # noqa: T201
    return 0


if __name__ == "__main__":
    if "--seed" in sys.argv:
        number = int(sys.argv[sys.argv.index("--seed") + 1])
        sys.exit(show(number, LONG if "--slow" in sys.argv else BRISK))
    sys.exit(many(is_long="--long" in sys.argv))
