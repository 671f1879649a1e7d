"""Every benchmark in one run, as one table; `--write` puts the table into README.

    python -m tests.bench.run [--write] [--pairs 5] [--seconds 20] [--only WORD ...]

Each figure is a ratio to something that ran in turn with it, beside its budget; where a budget is
missed, the row says so. A machine that does other things at the same time spoils the figures.
"""
# ruff: noqa: T201
# This is a program: it prints.

from __future__ import annotations

import argparse
import os
import platform
import re
import shlex
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import engine, grid, handoffs, ingest, live, newborn, paint, snapshots
from tests.bench.homes import Home, made
from tests.bench.pairs import header, row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.bench.ingest import Bench

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PLACE = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)
RESTED = timedelta(minutes=30)
"""How long ago the agents of the idle home wrote last: no state of theirs changes any more."""
LINES, FAST = 100_000, 2000.0


def parts(got: argparse.Namespace, scratch: Path) -> dict[str, Callable[[], Iterator[str]]]:
    """Give the parts of the run by their names."""
    homes: dict[str, Home] = {}

    def home(*, is_idle: bool = False) -> Home:
        name = "idle" if is_idle else "live"
        if name not in homes:
            history = ingest.corpus(got.corpus, 3000, 940, "growing", exotic=False)
            aged = RESTED if is_idle else timedelta()
            homes[name] = made(scratch / name, history, aged=aged)
        return homes[name]

    return {
        "ingest": lambda: ingest.rows(_bench(got, scratch), got.corpus, small=False),
        "paint": lambda: paint.first_paint(home(), got.pairs * 2),
        "memory": lambda: paint.memory(home()),
        "line": lambda: paint.line(home(), got.pairs),
        "append": lambda: live.append(home(), got.seconds),
        "idle": lambda: live.idle(home(is_idle=True), got.seconds),
        "newborn": newborn.found,
        "grid": lambda: grid.changes(dict(home().env), got.seconds),
        "engine": engine.rows,
        "snapshots": snapshots.rows,
        "handoffs": handoffs.rows,
        "flat": lambda: live.flat(home(), LINES, FAST),
    }


def _bench(got: argparse.Namespace, scratch: Path) -> Bench:
    return ingest.Bench(
        groundstop=shlex.split(ingest.default_command()),
        ccusage=ingest.native("ccusage"),
        root=got.corpus,
        scratch=scratch / "ingest",
        count=got.pairs,
        now=ingest.END.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def told(rows: list[str]) -> str:
    """Give the table as README shows it: sums that are exact are one row together."""
    exact = [text for text in rows if text.startswith(("exact ", "ccusage agrees"))]
    good = sum(text.endswith("ok") for text in exact)
    if exact:
        others = [text for text in rows if text not in exact]
        name = f"sums of tokens that are exact: {good} of {len(exact)}"
        rows = [row(name, "", "", len(exact) - good, 0), *others]
    day = datetime.now(UTC).date()  # noqa: TID251 - the day of the measurement
    machine = f"{os.cpu_count()} cores, Linux, Python {platform.python_version()}"
    return "\n".join([f"Measured on {day}, {machine}:", "", "```text", header(), *rows, "```", ""])


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    default = Path(tempfile.gettempdir()) / "groundstop-bench"
    parser.add_argument("--corpus", type=Path, default=default, help="kept for the next run")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--only", nargs="+", default=(), help="parts of the run")
    parser.add_argument("--write", action="store_true", help="put the table into README")
    return parser.parse_args()


def main() -> int:
    """Print the table row by row; say whether every budget was kept."""
    got = arguments()
    rows: list[str] = []
    with tempfile.TemporaryDirectory(prefix="groundstop-bench-") as scratch:
        every = parts(got, Path(scratch))
        wrong = sorted(set(got.only) - every.keys())
        if wrong:
            print(f"no such part: {', '.join(wrong)}; there are {', '.join(every)}")
            return 2
        print(header(), flush=True)
        for name, part in every.items():
            for text in part() if not got.only or name in got.only else ():
                print(text, flush=True)
                rows.append(text)
    if got.write:
        README.write_text(PLACE.sub(lambda m: f"{m[1]}{told(rows)}{m[2]}", README.read_text()))
    return 0 if all(text.endswith("ok") for text in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
