"""How fast and how exactly a gigabyte of history is counted, beside ccusage 20.

    python tests/bench/ingest.py --ccusage node_modules/.bin/ccusage [--pairs 5] [--small]

First a small corpus of each kind must be counted exactly, then the large one is timed in pairs.
The corpora are made once, in `--corpus`. The native program behind ccusage's launcher is what is
measured: its Node launcher would only make it slower. Exit code 1 if a row is WRONG or MISSED.
"""
# ruff: noqa: T201
# This is a program: it prints.

from __future__ import annotations

import argparse
import itertools
import json
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if __package__ in {None, ""}:  # as a program its own folder is on the path, not the repository
    sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.corpus import END, Stream, generate
from tests.bench.pairs import Command, Cost, Pairs, header, in_turn, middle, row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FIELDS = {
    "input_tokens": "inputTokens",
    "output_tokens": "outputTokens",
    "cache_creation_input_tokens": "cacheCreationTokens",
    "cache_read_input_tokens": "cacheReadTokens",
}
COLD_WALL, COLD_CPU, COLD_MB = 0.45, 0.45, 64.0
WARM_WALL, WINDOW_WALL, LINE_CPU_MS = 0.10, 0.10, 50.0
KINDS: tuple[tuple[Stream, bool], ...] = (("growing", False), ("same", False), ("growing", True))

Sums = dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What is measured, on which tree, with which fresh folders."""

    groundstop: list[str]
    ccusage: str | None
    root: Path
    scratch: Path
    count: int
    now: str

    def ours(self, *args: str, state: Path | None = None) -> Command:
        """Run groundstop on this tree; without `state` each run begins with an empty one."""
        fresh = itertools.count()

        def prepare() -> Mapping[str, str]:
            """Give the folders of one run."""
            folder = state or self.scratch / f"{args[0]}-{id(fresh)}-{next(fresh)}"
            folder.mkdir(parents=True, exist_ok=True)
            return {"GROUNDSTOP_STATE_DIR": f"{folder}/state", "XDG_CACHE_HOME": f"{folder}/cache"}

        home = ("--claude-home", str(self.root / ".claude"), "--now", self.now)
        return Command(args=(*self.groundstop, *args, *home), env={"TZ": "UTC"}, prepare=prepare)

    def theirs(self) -> Command | None:
        """Run ccusage on this tree, if there is one."""
        if self.ccusage is None:
            return None
        env = {"HOME": f"{self.root}", "CLAUDE_CONFIG_DIR": f"{self.root}/.claude", "TZ": "UTC"}
        return Command(args=(self.ccusage, "claude", "daily", "--json", "--offline"), env=env)


def corpus(folder: Path, files: int, megabytes: float, stream: Stream, *, exotic: bool) -> Path:
    """Give the root of a corpus, made if it is not there yet."""
    made = folder / f"{files}-{megabytes:g}-{stream}{'-exotic' if exotic else ''}"
    if not (made / "truth.json").exists():
        print(f"making {made} ...", flush=True)
        generate(made, files, megabytes, 2, stream, exotic=exotic)
    return made


def truth(root: Path) -> dict[str, Any]:
    """Read what a corpus really holds."""
    return cast("dict[str, Any]", json.loads((root / "truth.json").read_text()))


def tokens(fields: Mapping[str, Any], names: Mapping[str, str] | None = None) -> Sums:
    """Pick the four token fields of an object, under their own or other names."""
    return {name: int(fields.get((names or {}).get(name, name), 0)) for name in FIELDS}


def told(cost: Cost) -> dict[str, Any]:
    """Read the JSON that a run printed; what is none is empty."""
    try:
        return cast("dict[str, Any]", json.loads(cost.output)) if not cost.code else {}
    except ValueError:
        return {}


def table(rows: Mapping[str, Any]) -> dict[str, Sums]:
    """Leave out rows without tokens, as an engine may or may not list the synthetic model."""
    return {key: sums for key in rows if any((sums := tokens(rows[key])).values())}


def agrees(cost: Cost, root: Path, by: str = "") -> bool:
    """Say whether a run of ours told the exact totals, and the exact rows where asked `by`."""
    document, real = told(cost), truth(root)
    if tokens(document.get("totals", {})) != tokens(real["totals"]):
        return False
    if not by:
        return True
    mine = table({entry["key"]: entry for entry in document.get("rows", [])})
    want = table(real[f"by_{by}"])
    if by == "agent":  # however an agent's key is written, its sums are what they are
        return sorted(map(str, mine.values())) == sorted(map(str, want.values()))
    return mine == want


def ccusage_agrees(cost: Cost, root: Path) -> bool:
    """Say whether ccusage tells the totals of the truth, overall and by day."""
    document, real = told(cost), truth(root)
    days = {entry["date"]: tokens(entry, FIELDS) for entry in document.get("daily", [])}
    days = {day: sums for day, sums in days.items() if any(sums.values())}
    same_totals = tokens(document.get("totals", {}), FIELDS) == tokens(real["totals"])
    return same_totals and days == table(real["by_day"])


def exact(bench: Bench, kind: str, *, exotic: bool) -> Iterator[str]:
    """Count a small corpus in every grouping, from cold and again from the index."""
    if (theirs := bench.theirs()) and not exotic:
        right = ccusage_agrees(theirs.run(), bench.root)
        yield row(f"ccusage agrees with truth, {kind}", "", "", 0, 0, right=right)
    state = bench.scratch / f"exact-{kind}"
    for by in ("day", "model", "session", "agent"):
        for state_now in (None, state):
            cost = bench.ours("usage", "--json", "--by", by, state=state_now).run()
            name = f"exact by {by}, {kind}, {'kept index' if state_now else 'cold'}"
            yield row(name, "", "", 0, 0, right=agrees(cost, bench.root, by))


def cold(bench: Bench, theirs: Command) -> Iterator[str]:
    """Time the whole tree with nothing kept."""
    pairs = in_turn(bench.ours("usage", "--json"), theirs, bench.count)
    right = all(agrees(cost, bench.root) for cost in (*pairs.ours, pairs.weighed[0]))
    yield timed("cold usage --json: wall", pairs, "wall", COLD_WALL, right=right)
    yield timed("cold usage --json: CPU", pairs, "cpu", COLD_CPU, right=right)
    mine, other = pairs.peaks
    name = "cold usage --json: PSS of all processes, MB"
    yield row(name, f"{mine:.1f}", f"{other:.1f}", mine, COLD_MB, right=right)


def warm(bench: Bench, theirs: Command) -> Iterator[str]:
    """Time the whole tree again, with the index of a run before."""
    ours = bench.ours("usage", "--json", state=bench.scratch / "warm")
    pairs = in_turn(ours, theirs, bench.count)
    right = all(agrees(cost, bench.root) for cost in pairs.ours)
    yield timed("warm usage --json: wall", pairs, "wall", WARM_WALL, right=right)
    yield timed("warm usage --json: CPU", pairs, "cpu", WARM_WALL, right=right)


def window(bench: Bench) -> Iterator[str]:
    """Time the last five hours against everything, both with nothing kept."""
    since = datetime.fromisoformat(bench.now) - timedelta(hours=5)
    some = bench.ours("usage", "--json", "--since", since.isoformat())
    pairs = in_turn(some, bench.ours("usage", "--json"), bench.count)
    recent = tokens(truth(bench.root)["recent"]["last_five_hours"])
    right = all(tokens(told(cost).get("totals", {})) == recent for cost in pairs.ours)
    yield timed("5 h window, no index / everything: wall", pairs, "wall", WINDOW_WALL, right=right)


def status(bench: Bench) -> Iterator[str]:
    """Time the one line on a warm index."""
    state = bench.scratch / "warm"
    bench.ours("usage", "--json", state=state).run()
    runs = [bench.ours("status", "--line", state=state).run() for _ in range(bench.count + 1)][1:]
    spent = middle(runs, "cpu") * 1000
    right = all(not cost.code and cost.output.strip() for cost in runs)
    name = "status --line on a warm index: CPU, ms"
    yield row(name, f"{spent:.0f}", "", spent, LINE_CPU_MS, right=right)


def timed(name: str, pairs: Pairs, what: str, budget: float, *, right: bool) -> str:
    """Write the row of a measure in seconds."""
    mine, other = (f"{middle(runs, what):.3f} s" for runs in (pairs.ours, pairs.theirs))
    return row(name, mine, other, pairs.ratio(what), budget, right=right)


def native(path: str) -> str | None:
    """Give the program behind ccusage's launcher, or what is there."""
    found = shutil.which(path)
    if found is None:
        return None
    engines = Path(found).resolve().parents[2].glob("@ccusage/ccusage-*/bin/ccusage")
    subprocess.run([found, "--version"], check=False, capture_output=True)  # makes it executable
    return str(next(engines, found))


def default_command() -> str:
    """Give the groundstop of this environment, as its own processes are started."""
    try:
        version("groundstop")
    except PackageNotFoundError:
        return str(Path(sys.executable).with_name("groundstop"))
    return f"{sys.executable} -E -P -c 'from tui.cli import main; main()'"


def rows(bench: Bench, folder: Path, *, small: bool) -> Iterator[str]:
    """Write every row of the table."""
    for stream, exotic in KINDS:
        root = corpus(folder, 300, 50, stream, exotic=exotic)
        kind = "exotic" if exotic else stream
        yield from exact(at(bench, root), kind, exotic=exotic)
    if small:
        return
    large = at(bench, corpus(folder, 3000, 940, "growing", exotic=False))
    if (theirs := large.theirs()) is None:
        print("no ccusage: npm i ccusage@20.0.24")
    else:
        yield from cold(large, theirs)
        yield from warm(large, theirs)
    yield from window(large)
    yield from status(large)


def at(bench: Bench, root: Path) -> Bench:
    """Give the same bench on another tree, with a scratch folder of its own."""
    return Bench(
        groundstop=bench.groundstop,
        ccusage=bench.ccusage,
        root=root,
        scratch=bench.scratch / root.name,
        count=bench.count,
        now=bench.now,
    )


def main() -> int:
    """Make the corpora, print the table, say whether every budget was kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    default = Path(tempfile.gettempdir()) / "groundstop-bench"
    parser.add_argument("--corpus", type=Path, default=default)
    parser.add_argument("--groundstop", default=default_command(), help="the command, as typed")
    parser.add_argument("--ccusage", default="ccusage")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--small", action="store_true", help="exactness only")
    got = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="groundstop-bench-") as scratch:
        bench = Bench(
            groundstop=shlex.split(got.groundstop),
            ccusage=native(got.ccusage),
            root=got.corpus,
            scratch=Path(scratch),
            count=got.pairs,
            now=END.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        print(header())
        good = True
        for text in rows(bench, got.corpus, small=got.small):
            print(text, flush=True)
            good = good and text.endswith("ok")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
