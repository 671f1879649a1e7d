"""A Claude Code projects tree of any size, the same for the same arguments, with its exact totals.

    python tests/bench/corpus.py --out DIR --files 3000 --mb 940 --seed 2

writes `DIR/.claude/projects/<slug>/...` in the shape of 2.1.329 (the oldest third in that of
2.1.197) and `DIR/truth.json`. The blocks of one response never cross a quarter of an hour, so
that its day is never in doubt. `<synthetic>` records are no messages. With `--agents N` it is a
scene of N agents at `--end` instead.
"""
# ruff: noqa: S311, T201
# The dice are seeded on purpose: the same arguments give the same bytes. This is a program.

from __future__ import annotations

import argparse
import json
import shutil
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Literal

if __package__ in {None, ""}:  # as a program its own folder is on the path, not the repository
    sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.tree.families import Order, family
from tests.bench.tree.ledger import Truth, write
from tests.bench.tree.scene import agents
from tests.bench.tree.shapes import Library

END = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR_MS = 3_600_000
# Share of the bytes in files touched within so many hours before the end.
AGES = ((0.0, 0.0), (5.0, 0.014), (24.0, 0.078), (168.0, 0.365))
# Files run over their budget by their last turn, and by what their subagents add to them.
OVERRUN = 0.9
Stream = Literal["growing", "same"]


def age(share: float, days: int) -> float:
    """Say how many hours ago the file was touched below which that share of the bytes lies."""
    points = (*AGES, (days * 24.0, 1.0))
    for (young, low), (old, high) in pairwise(points):
        if share <= high:
            return young + (old - young) * (share - low) / (high - low)
    return days * 24.0


def orders(rng: Random, files: int, size: float, end: int, days: int, **how: bool) -> list[Order]:
    """Divide files and bytes into families, and spread the families over the days."""
    shapes: list[tuple[int, bool]] = []
    left = files
    while left:
        fork = left > 1 and rng.random() < 0.06
        count = min(left, 1 + fork + int(rng.random() ** 2 * 9))
        shapes.append((count, fork))
        left -= count
    weights = [[rng.lognormvariate(0, 0.9) for _ in range(count)] for count, _ in shapes]
    scale, used = size / sum(map(sum, weights)), 0.0
    made: list[Order] = []
    for (count, fork), mine in zip(shapes, weights, strict=True):
        budgets = tuple(weight * scale for weight in mine)
        hours = age((used + sum(budgets) / 2) / size, days)
        used += sum(budgets)
        made.append(
            Order(
                files=count,
                budgets=budgets,
                end=end - 5_000 - int(hours * HOUR_MS),
                fork=fork,
                old=hours > days * 16,
                growing=how["growing"],
                exotic=how["exotic"],
                huge=not made,
            )
        )
    return made


def generate(  # noqa: PLR0913 - each names one thing to choose
    out: Path,
    files: int,
    megabytes: float,
    seed: int,
    stream_usage: Stream = "growing",
    *,
    days: int = 31,
    end: datetime = END,
    exotic: bool = False,
) -> dict[str, object]:
    """Write a whole history and its truth, and give the truth."""
    home = out / ".claude"
    shutil.rmtree(home, ignore_errors=True)
    at, rng = int(end.timestamp() * 1000), Random(f"{seed}")
    library, truth = Library(rng), Truth(at)
    how = {"growing": stream_usage == "growing", "exotic": exotic}
    size = megabytes * 2**20 * OVERRUN
    for index, order in enumerate(orders(rng, files, size, at, days, **how)):
        write(home, family(Random(f"{seed}/{index}"), library, order), truth)
    arguments = {"files": files, "mb": megabytes, "seed": seed, "stream_usage": stream_usage}
    document = truth.document({**arguments, "days": days, "exotic": exotic})
    (out / "truth.json").write_text(json.dumps(document, indent=1))
    return document


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--mb", type=float, default=50.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=31)
    parser.add_argument("--stream-usage", choices=("growing", "same"), default="growing")
    parser.add_argument("--exotic", action="store_true", help="also what ccusage misreads")
    parser.add_argument("--end", type=datetime.fromisoformat, default=END, metavar="TIME")
    parser.add_argument("--agents", type=int, help="a live scene of so many agents, instead")
    parser.add_argument("--sessions", type=int, default=1, help="of the scene")
    parser.add_argument("--kb", type=float, default=24, help="a file of the scene")
    return parser.parse_args()


def main() -> None:
    """Write the tree that the command line asks for, and print what it holds."""
    got = arguments()
    if got.agents:
        document = agents(
            got.out, got.agents, got.end, sessions=got.sessions, kilobytes=got.kb, seed=got.seed
        )
    else:
        document = generate(
            got.out,
            got.files,
            got.mb,
            got.seed,
            got.stream_usage,
            days=got.days,
            end=got.end,
            exotic=got.exotic,
        )
    short = ("files", "bytes", "lines", "usage_lines", "usage_bytes", "messages", "totals", "traps")
    print(json.dumps({name: document[name] for name in short}, indent=1))


if __name__ == "__main__":
    main()
