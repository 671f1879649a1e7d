"""Tokens counted from real recordings, whatever the order, the restarts and the neighbours."""

from __future__ import annotations

import random
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.model.tokens import NO_TOKENS, Tokens
from core.projects.watch import walk
from core.usage.catch_up import catch_up
from core.usage.sheet import integers
from tests.core.usage import referee

if TYPE_CHECKING:
    from core.usage.store import Index

SAMPLES = Path(__file__).parents[2] / "samples"
TRUTH = tomllib.loads((SAMPLES / "tokens.toml").read_text())
FIELDS = (
    "input_tokens",
    "output_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
)


def spent(index: Index) -> dict[str, Tokens]:
    """Tokens by agent: its agent id, or `main:<session>`."""
    by: dict[str, Tokens] = {}
    for sums in index.sums():
        who = sums.agent_id or f"main:{sums.session_id}"
        rows = integers(sums.rows)
        for at in range(0, len(rows), 6):
            one = Tokens(**dict(zip(FIELDS, rows[at + 2 : at + 6], strict=True)))
            by[who] = by.get(who, NO_TOKENS) + one
    return by


def expected(recording: str) -> dict[str, Tokens]:
    names = tomllib.loads((SAMPLES / recording / "states.toml").read_text())["agents"]
    agents = TRUTH[recording]["agents"]
    return {names[alias]: Tokens(**tokens) for alias, tokens in agents.items()}


def without_nothing(by: dict[str, Tokens]) -> dict[str, Tokens]:
    return {who: tokens for who, tokens in by.items() if tokens.total}


@pytest.mark.parametrize("recording", sorted(TRUTH))
def test_tokens_are_those_that_were_served(recording: str, tmp_path: Path) -> None:
    index = referee.opened(str(tmp_path / "usage.db"))
    catch_up(index, walk(str(SAMPLES / recording / "home/.claude/projects")).files)

    found = spent(index)
    assert without_nothing(expected(recording)) == without_nothing(found)
    assert Tokens(**TRUTH[recording]["total"]) == sum(found.values(), NO_TOKENS)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("recording", ["fork-and-resume", "two-writers-resume", "nested"])
def test_files_that_grow_in_any_order_come_to_the_same(
    recording: str, seed: int, tmp_path: Path
) -> None:
    chance = random.Random(seed)  # noqa: S311, a seeded case
    home = tmp_path / "home"
    shutil.copytree(SAMPLES / recording / "home", home)
    files = {path: path.read_bytes() for path in home.rglob("*.jsonl")}
    sizes = dict.fromkeys(files, 0)
    for path in files:
        path.write_bytes(b"")
    database = str(tmp_path / "usage.db")
    before = NO_TOKENS
    while unfinished := [path for path in files if sizes[path] < len(files[path])]:
        path = chance.choice(unfinished)
        sizes[path] = min(len(files[path]), sizes[path] + chance.randrange(1, 60_000))
        path.write_bytes(files[path][: sizes[path]])
        index = referee.opened(database)
        catch_up(index, walk(str(home / ".claude/projects")).files)
        now = sum(spent(index).values(), NO_TOKENS)
        index.close()

        assert before.total <= now.total <= Tokens(**TRUTH[recording]["total"]).total
        before = now

    index = referee.opened(database)
    assert without_nothing(expected(recording)) == without_nothing(spent(index))
