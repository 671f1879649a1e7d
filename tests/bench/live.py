"""Append to screen: how long until what an agent wrote is seen, and what watching costs."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.homes import ALL, name_of
from tests.bench.paint import TIMEOUT_S, is_full
from tests.bench.pairs import row
from tests.bench.terminal import Terminal, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.bench.homes import Home

APPENDER = str(Path(__file__).with_name("appender.py"))
BY_NAME, REVERSED, TOP = ">", "I", "g"
"""Keys: sort by the next column, turn the order round, go to the first row."""
SEEN = 24
"""So many rows surely stand on the screen below the titles."""
RATE = 200.0
P50_MS, P99_ABOVE_MS, CPU_SHARE = 25.0, 60.0, 12.0
IDLE_SHARE, IDLE_BYTES = 0.5, 400.0
GROWTH_MB = 1.0
MARKER = re.compile(rb"m\d{6}z")
SETTLE_S = 4.0
COUNTED_S = 75.0
"""After a flood of lines, tokens of all agents have been counted within this."""


@dataclass(slots=True)
class Seen:
    """When each marker came to the screen, when each line came through the pipe beside it."""

    markers: dict[str, float] = field(default_factory=dict)
    floor: list[float] = field(default_factory=list)
    cpu: float = 0.0
    wall: float = 0.0


def opened(home: Home) -> Terminal:
    """Open the dashboard, and let it come to rest with all agents on it."""
    screen = Terminal(home.command("watch"), home.env)
    screen.watch(TIMEOUT_S, is_full)
    screen.watch(SETTLE_S)
    return screen


def by_name(files: Sequence[Path]) -> list[Path]:
    """Give the files in the order of their rows when sorted by name, reversed."""
    session = {path: path.parent.parent.name[:8] for path in files}
    return sorted(files, key=lambda p: (name_of(p), session[p], p.stem), reverse=True)


def start(files: Sequence[Path], *options: str, heard: bool = True) -> subprocess.Popen[str]:
    """Start a process that appends to these files; unless it is heard it may say what it likes."""
    appender = subprocess.Popen(
        [sys.executable, "-E", APPENDER, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE if heard else subprocess.DEVNULL,
        text=True,
    )
    if appender.stdin is not None:
        appender.stdin.write("\n".join(map(str, files)))
        appender.stdin.close()
    return appender


def listen(screen: Terminal, appender: subprocess.Popen[str], pipe: int) -> tuple[Seen, str]:
    """Read screen and pipe until the appender has said what it wrote, and a moment longer."""
    seen, rest, said = Seen(), b"", ""
    out = appender.stdout
    if out is None or not out.readline():
        return seen, said
    cpu, began, end = screen.cpu(), time.perf_counter(), 0.0
    while not end or time.perf_counter() < end:
        ready = select.select([screen.descriptor, pipe, *([] if said else [out])], [], [], 0.2)[0]
        now = time.perf_counter()
        if pipe in ready:
            seen.floor += [now - float(at) for at in os.read(pipe, 1 << 16).split()]
        if screen.descriptor in ready:
            rest = rest[-16:] + screen.read()
            for marker in MARKER.findall(rest):
                seen.markers.setdefault(marker.decode(), now)
        if out in ready:
            said, end = out.readline(), now + 2.0
            seen.cpu, seen.wall = screen.cpu() - cpu, now - began
    return seen, said


def late(seen: Seen, said: str, visible: set[str]) -> tuple[list[float], int]:
    """Give how late each marker of a visible row was, and how many were never seen.

    A row that is written to twice before it is drawn shows the second alone: then the first
    counts as seen when the second was.
    """
    by_path: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for marker, path, at in json.loads(said or "[]"):
        if marker and path in visible:
            by_path[path].append((marker, at))
    delays, missing = [], 0
    for written in by_path.values():
        shown: float | None = None
        for marker, at in reversed(written):
            shown = seen.markers.get(marker, shown)
            if shown is None:
                missing += 1
            else:
                delays.append(shown - at)
    return sorted(delays), missing


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value below which that share of the sorted values lies, in ms."""
    return values[min(len(values) - 1, int(len(values) * share))] * 1000 if values else 1e9


def append(home: Home, seconds: float) -> Iterator[str]:
    """Append 200 lines a second to 1000 transcripts, half of them to rows on the screen."""
    files = by_name(home.live())
    fifo = home.folder / "fifo"
    fifo.unlink(missing_ok=True)
    os.mkfifo(fifo)
    pipe = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    with opened(home) as screen:
        screen.press(BY_NAME)
        screen.press(REVERSED)
        screen.press(TOP)
        screen.watch(SETTLE_S)
        lines = int(RATE * seconds)
        options = (f"--rate={RATE}", f"--lines={lines}", f"--seen={SEEN}", f"--fifo={fifo}")
        appender = start(files, *options)
        seen, said = listen(screen, appender, pipe)
        appender.wait()
    os.close(pipe)
    delays, missing = late(seen, said, {str(path) for path in files[:SEEN]})
    floor = sorted(seen.floor)
    right = not missing and len(delays) > lines / 8 and len(floor) == lines
    p50, p99 = (percentile(delays, share) for share in (0.5, 0.99))
    base50, base99 = (percentile(floor, share) for share in (0.5, 0.99))
    share = 100 * seen.cpu / max(seen.wall, 1e-9)
    name = f"append -> screen, {RATE:.0f} lines/s"
    cells = [f"{value:.1f} ms" for value in (p50, base50, p99, base99)]
    yield row(f"{name}: p50 (beside: pipe)", *cells[:2], p50, P50_MS, right=right)
    yield row(f"{name}: p99 over the pipe's", *cells[2:], p99 - base99, P99_ABOVE_MS, right=right)
    yield row(f"{name}: CPU, % of a core", f"{share:.1f}", "", share, CPU_SHARE, right=right)


def idle(home: Home, seconds: float) -> Iterator[str]:
    """Look at a fleet that nobody writes to."""
    with opened(home) as screen:
        screen.watch(SETTLE_S * 3)
        cpu, began = screen.cpu(), time.perf_counter()
        got = screen.watch(seconds)
        wall = time.perf_counter() - began
        share = 100 * (screen.cpu() - cpu) / wall
    right = len(got) > 0 and f"{ALL} · " not in words(got)
    name = "nobody writes"
    yield row(f"{name}: CPU, % of a core", f"{share:.2f}", "", share, IDLE_SHARE, right=right)
    spoken = len(got) / wall
    yield row(f"{name}: bytes a second", f"{spoken:.0f}", "", spoken, IDLE_BYTES, right=right)


def flat(home: Home, lines: int, rate: float) -> Iterator[str]:
    """Append as much as fills what is kept of each agent, then as much again: that adds nothing."""
    files = home.live()
    weights = []
    with opened(home) as screen:
        for seed in ("w", "v"):
            options = (f"--rate={rate}", f"--lines={lines}", f"--seed={seed}")
            appender = start(files, *options, heard=False)
            while appender.poll() is None:
                screen.watch(1.0)
            screen.watch(COUNTED_S)
            weights.append(screen.memory())
    grown = weights[1] - weights[0]
    cells = (f"{grown:+.1f} MB", f"{weights[0]:.0f} MB")
    yield row(f"PSS over {lines} appended lines", *cells, grown, GROWTH_MB, right=weights[0] > 0)
