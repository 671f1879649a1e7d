"""Two commands in turn, A B A B ..., and what each cost: wall, CPU, memory of the whole tree.

python tests/bench/pairs.py --pairs 5 --budget 0.45 "groundstop usage --json" "ccusage daily"
"""
# ruff: noqa: T201
# This is a program: it prints.

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SAMPLE_S = 0.01
WIDTHS = (66, 10, 10, 8, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run cost, and what it said."""

    wall: float
    cpu: float
    pss: int
    output: bytes
    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command line, and what is to be done before each run of it."""

    args: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[], Mapping[str, str]] | None = None

    def run(self, *, weigh: bool = False) -> Cost:
        """Run it once, from the root folder; weighing its memory costs it some time."""
        env = {**os.environ, **self.env, **(self.prepare() if self.prepare else {})}
        began = time.perf_counter()
        with subprocess.Popen(
            list(self.args),
            cwd="/",
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            scales = Scales(process.pid)
            if weigh:
                scales.start()
            output = process.stdout.read() if process.stdout else b""
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            scales.stop()
        return Cost(
            wall=wall,
            cpu=usage.ru_utime + usage.ru_stime,
            pss=scales.peak,
            output=output,
            code=process.returncode,
        )


class Scales(threading.Thread):
    """Looks at the PSS of a process and all its descendants; keeps the largest sum."""

    def __init__(self, pid: int) -> None:
        """Look at `pid` once started."""
        super().__init__(daemon=True)
        self.peak = 0
        self._pid = pid
        self._over = threading.Event()

    def run(self) -> None:
        """Look, every few milliseconds."""
        while not self._over.is_set():
            self.peak = max(self.peak, sum(pss(pid) for pid in family(self._pid)))
            self._over.wait(SAMPLE_S)

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        if self.ident is not None:
            self.join()


def family(pid: int) -> list[int]:
    """Give a process and all its descendants."""
    found = [pid]
    for parent in found:
        for tasks in Path(f"/proc/{parent}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += [int(child) for child in tasks.read_text().split()]
    return found


def pss(pid: int) -> int:
    """Give the bytes of a process, shared pages divided among those who share them."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """The runs of both commands in their order, and one more of each that was weighed."""

    ours: list[Cost]
    theirs: list[Cost]
    weighed: tuple[Cost, Cost]

    def ratio(self, what: str) -> float:
        """Give the median of the ratios of the pairs: `wall` or `cpu`."""
        both = zip(self.ours, self.theirs, strict=True)
        return float(median(getattr(a, what) / max(getattr(b, what), 1e-9) for a, b in both))

    @property
    def peaks(self) -> tuple[float, float]:
        """Give the most memory that each held, in MB."""
        ours, theirs = self.weighed
        return ours.pss / 1e6, theirs.pss / 1e6


def middle(runs: Sequence[Cost], what: str) -> float:
    """Give the median of one measure."""
    return float(median(getattr(run, what) for run in runs))


def in_turn(ours: Command, theirs: Command, count: int) -> Pairs:
    """Run both once to warm up, which weighs them, then in turn, `count` times each."""
    weighed = ours.run(weigh=True), theirs.run(weigh=True)
    made = [(ours.run(), theirs.run()) for _ in range(count)]
    return Pairs(ours=[a for a, _ in made], theirs=[b for _, b in made], weighed=weighed)


def line(*cells: str) -> str:
    """Write cells in columns: the first to the left, the others to the right."""
    first, *others = zip(cells, WIDTHS, strict=True)
    padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    return " ".join(padded)


def row(  # noqa: PLR0913 - a row has so many cells
    name: str, ours: str, theirs: str, value: float, budget: float, *, right: bool = True
) -> str:
    """Write a row of the table; the budget binds `value`, and counts only if all is `right`."""
    verdict = "WRONG" if not right else "ok" if value <= budget else "MISSED"
    return f"{line(name, ours, theirs, f'{value:.3g}', f'{budget:g}')}  {verdict}"


def header() -> str:
    """Write the first line of the table."""
    return line("what", "ours", "theirs", "ratio", "budget")


def main() -> None:
    """Compare the two command lines given."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("ours")
    parser.add_argument("theirs")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--budget", type=float, default=1.0)
    got = parser.parse_args()
    a, b = (Command(args=shlex.split(text)) for text in (got.ours, got.theirs))
    pairs = in_turn(a, b, got.pairs)
    print(header())
    right = not any(run.code for run in pairs.ours)
    for what in ("wall", "cpu"):
        mine, other = (f"{middle(runs, what):.3f} s" for runs in (pairs.ours, pairs.theirs))
        print(row(what, mine, other, pairs.ratio(what), got.budget, right=right))
    held, limit = pairs.peaks
    ratio = held / max(limit, 1e-9)
    print(row("memory", f"{held:.1f} MB", f"{limit:.1f} MB", ratio, got.budget, right=right))


if __name__ == "__main__":
    main()
