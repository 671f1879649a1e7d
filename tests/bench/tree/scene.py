"""A fan-out in full flight: agents whose records end near now, in every state."""
# ruff: noqa: S311
# The dice are seeded on purpose: the same arguments give the same bytes.

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from tests.bench.tree.families import Child, Family, write_main
from tests.bench.tree.ledger import Truth, write
from tests.bench.tree.shapes import Library, Transcript, uuid
from tests.bench.tree.turns import Span, close, grow, preamble

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

MINUTE_MS = 60_000
# How many of a hundred agents have been still for how long (minutes), and how they ended.
SCENE = (
    (60, 0.02, 1.5, ""),
    (8, 2.2, 4.5, ""),
    (10, 11, 40, ""),
    (17, 1, 50, "done"),
    (5, 1, 30, "error"),
)
STATES = [(low, high, end) for share, low, high, end in SCENE for _ in range(share)]


def agents(  # noqa: PLR0913 - each names one thing to choose
    out: Path,
    count: int,
    now: datetime,
    *,
    sessions: int = 1,
    kilobytes: float = 24,
    seed: int = 1,
) -> dict[str, object]:
    """Write `count` subagents in so many sessions, with truth, and give the truth."""
    shutil.rmtree(out / ".claude", ignore_errors=True)
    at = int(now.timestamp() * 1000)
    library, truth = Library(Random(f"{seed}")), Truth(at)
    whole = Span(start=at - 60 * MINUTE_MS, end=at, budget=kilobytes * 1024, growing=False)
    for index in range(sessions):
        mine = count // sessions + (index < count % sessions)
        write(out / ".claude", session(Random(f"{seed}/{index}"), library, whole, mine), truth)
    document = truth.document(
        {"agents": count, "sessions": sessions, "kb": kilobytes, "seed": seed}
    )
    (out / "truth.json").write_text(json.dumps(document, indent=1))
    return document


def session(rng: Random, library: Library, whole: Span, count: int) -> Family:
    """Write one session and its subagents."""
    project = f"/home/dev/scene-{int(rng.random() * 1000):03}"
    main = Transcript(rng, library, uuid(rng), project, "claude-opus-5-5")
    children = [subagent(main, whole, index) for index in range(count)]
    write_main(main, whole, children)
    return Family(main, children)


def subagent(main: Transcript, whole: Span, index: int) -> Child:
    """Write one subagent in the state that falls to it."""
    rng = main.rng
    low, high, ending = STATES[(index * 37) % 100]
    end = whole.end - int(rng.uniform(low, high) * MINUTE_MS) - 1_500
    start = min(end - 1_000, whole.end - int(rng.uniform(20, 58) * MINUTE_MS))
    span = replace(whole, start=max(whole.start + 500, start), end=end)
    agent = f"a{rng.getrandbits(64):016x}"
    file = Transcript(rng, main.library, main.session, main.cwd, main.model, agent=agent)
    preamble(file, span)
    grow(file, span)
    if ending == "done":
        close(file, span)
    elif ending == "error":
        file.error(span.end)
    return Child(
        file=file,
        span=span,
        tool=f"toolu_01{rng.getrandbits(88):022x}",
        waited_for=False,
        noisy=False,
        ended=bool(ending),
    )
