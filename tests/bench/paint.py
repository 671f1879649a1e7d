"""The first full paint of 1000 agents, and the memory they take, beside a Textual hello world."""

from __future__ import annotations

import re
import sys
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from tests.bench.homes import AGENTS, ALL
from tests.bench.pairs import Command, middle, row
from tests.bench.terminal import ROWS, Terminal, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.bench.homes import Home

HELLO = """
from textual.app import App
from textual.widgets import Static

class Hello(App):
    def compose(self):
        yield Static("hello from textual")

Hello().run()
"""
HELLO_COMMAND = (sys.executable, "-E", "-P", "-c", HELLO)
FIRST_PAINT, MEMORY, LINE_CPU_MS = 1.5, 1.8, 50.0
TIMEOUT_S, SETTLED_S = 30.0, 5.0
NAME = re.compile(r"worker [0-9a-f]{4}")
LEAST = ROWS // 2
"""So many different rows are surely on a full screen."""


class Painted(NamedTuple):
    """How long until the screen was full, what that cost, and whether it really was."""

    wall: float
    cpu: float
    right: bool


def is_full(written: bytes) -> bool:
    """Say whether the screen shows all agents' number and a page of them."""
    said = words(written)
    return f"{ALL} · " in said and len(set(NAME.findall(said))) >= LEAST


def is_greeted(written: bytes) -> bool:
    """Say whether the hello world is on the screen."""
    return b"hello from textual" in written


def painted(home: Home, *, hello: bool) -> Painted:
    """Start one of the two, and wait until its screen is full."""
    import time  # noqa: PLC0415

    args = HELLO_COMMAND if hello else home.command("watch")
    check = is_greeted if hello else is_full
    with Terminal(args, home.env) as screen:
        got = screen.watch(TIMEOUT_S, check)
        return Painted(time.perf_counter() - screen.began, screen.cpu(), check(got))


def first_paint(home: Home, count: int) -> Iterator[str]:
    """Time both in turn."""
    for hello in (False, True):
        painted(home, hello=hello)
    ours: list[Painted] = []
    theirs: list[Painted] = []
    for _ in range(count):
        ours.append(painted(home, hello=False))
        theirs.append(painted(home, hello=True))
    right = all(one.right for one in (*ours, *theirs))
    name = f"first full paint, {AGENTS} agents over 1 GB / Textual hello world"
    yield _row(f"{name}: wall", ours, theirs, "wall", right=right)
    yield _row(f"{name}: CPU", ours, theirs, "cpu", right=right)


def _row(
    name: str, ours: Sequence[Painted], theirs: Sequence[Painted], what: str, *, right: bool
) -> str:
    mine = [float(getattr(one, what)) for one in ours]
    others = [float(getattr(one, what)) for one in theirs]
    ratio = median(a / b for a, b in zip(mine, others, strict=True))
    cells = (f"{median(mine):.3f} s", f"{median(others):.3f} s")
    return row(name, *cells, ratio, FIRST_PAINT, right=right)


def memory(home: Home) -> Iterator[str]:
    """Weigh both once they are at rest."""
    weights = []
    right = True
    for hello in (False, True):
        args, check = (HELLO_COMMAND, is_greeted) if hello else (home.command("watch"), is_full)
        with Terminal(args, home.env) as screen:
            right = check(screen.watch(TIMEOUT_S, check)) and right
            screen.watch(SETTLED_S)
            weights.append(screen.memory())
    ours, theirs = weights
    cells = (f"{ours:.1f} MB", f"{theirs:.1f} MB")
    yield row(f"PSS with {AGENTS} agents", *cells, ours / theirs, MEMORY, right=right)


def _number(said: bytes) -> int:
    """Give how many agents a line tells of, all states together."""
    return sum(int(number) for number in re.findall(rb"\b\d+\b", said))


def line(home: Home, count: int) -> Iterator[str]:
    """Time the one line for status bars, on a warm index."""
    asked = Command(args=home.command("status", "--line"), env=home.env)
    runs = [asked.run() for _ in range(count + 1)][1:]
    right = all(not run.code and _number(run.output) == ALL for run in runs)
    spent = middle(runs, "cpu") * 1000
    yield row("status --line, warm: CPU, ms", f"{spent:.0f}", "", spent, LINE_CPU_MS, right=right)
