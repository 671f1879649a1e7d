"""A run that is started again: what is done stays, and the rest has its price said before."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.model.run import Outcome
from core.model.where import StateFolder
from core.runs.store import State
from core.runs.watch import ground
from tests.tui.commands.calls import said

if TYPE_CHECKING:
    from collections.abc import Callable

PLAN = """name = "batch"
repo = "shop"
runner = "rehearsal"
worst_case_tokens = 100_000
[rehearsal]
five_hour = 1_000_000
"""
CHECKPOINT = '{"at": "2026-11-22T06:00:00Z", "done": "half", "next": "rest"}\n'


@pytest.fixture
def place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shop: Callable[[Path], None]
) -> StateFolder:
    """Three tasks: one done, one that failed behind its first checkpoint, one that waits."""
    shop(tmp_path / "shop")
    monkeypatch.setattr("core.runs.act.call_engine", lambda _: None)
    monkeypatch.setattr("tui.commands.waiting.wait", lambda *_, **__: 0)
    tasks = "".join(f'[[task]]\nid = "t{n}"\nprompt = "do"\n' for n in range(3))
    (tmp_path / "plan.toml").write_text(PLAN + tasks)
    return StateFolder(str(tmp_path / "state"))


def begun(place: StateFolder) -> None:
    run = ground(place).tasks[0].run
    with closing(State(place.state)) as state, state.transaction() as db:
        db.execute("update attempt set tokens = 90000 where task = ?", (f"{run}/t0",))
        state.settle(f"{run}/t0", Outcome.DONE)
        state.settle(f"{run}/t1", Outcome.ESCALATED, "it failed")
    saved = Path(place.runs, run, "t1")
    saved.mkdir(parents=True)
    (saved / "checkpoints.jsonl").write_text(CHECKPOINT)


@pytest.mark.requirement("S1-15")
def test_it_says_what_it_does_again_and_the_price(
    place: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = str(Path(place.root).parent / "plan.toml")
    where = ("--state-dir", place.root)
    assert (0, "", "") == said(capsys, "run", plan, "--headless", *where)
    begun(place)
    code, _, err = said(capsys, "run", plan, "--headless", *where)

    assert 0 == code
    assert err == (
        "1 task done already; redo 5 units, about 150k tokens instead of 270k tokens"
        " (as the one that is done; 1 without a checkpoint)\n"
    )
    document = json.loads(said(capsys, "preflight", plan, "--json", *where)[1])
    found = document["recovery"]
    assert [1, 2, 1, 5] == [found[name] for name in ("done", "again", "unsaved", "units")]
    assert "redo 5 units" in said(capsys, "preflight", plan, *where)[1]
