"""An agent of ours without progress is ended when its time is up, and what it was at is kept."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.attempts.watch import ended
from core.clock import SystemClock
from core.engine.agents.overdue import Watchdog
from core.engine.agents.verdict import judged
from core.engine.ledger import Ledger
from core.model.run import Outcome, Task
from core.model.where import StateFolder
from core.runners.stream import Told
from core.runs.saved.act import note
from core.runs.store import State
from core.runs.watch import Watch
from tests.core.spawn.gates import CALM, NOON, at
from tests.plans import PLAN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model.ground import Ground
    from core.model.moment import Moment
    from core.model.plan import Plan

LIMIT = 600.0
"""Of a cleaner."""


class Machine(SystemClock):
    """A clock in the test's hand; the machine never sleeps."""

    seconds = 0.0

    def monotonic(self) -> float:
        """Give the second that the test has set."""
        return self.seconds

    boottime = monotonic


class Watched:
    """One agent at work, a cleaner, and the watchdog that looks at it."""

    def __init__(self, where: Path, plan: Plan = PLAN) -> None:
        self.folder, self.clock = StateFolder(str(where)), Machine()
        self.state = State(self.folder.state)
        self.ledger = Ledger(self.state, self.moment)
        task = Task(key="run/a", run="run", branch="b", role="CLEANER", pace=plan.pace, retries=0)
        with self.state.transaction():
            self.state.plan("run", NOON, plan, [task])
            self.state.prepare("run/a", "/wt/a", "c0")
        self.ledger.admit(CALM)
        self.run = Path(self.folder.runs, "run/a")
        self.run.mkdir(parents=True)
        self.dog = Watchdog(self.ledger, self.folder.runs, self.clock)

    def moment(self) -> Moment:
        """Read the clock."""
        return at(self.clock.seconds)

    def look(self, seconds: float, told: Told) -> bool:
        """Look at a second; tell whether the agent has been told to stop by then."""
        self.clock.seconds = seconds
        self.dog.look([(*one, told) for one in self.ledger.live()])
        return (self.run / "stop").exists()

    def seen(self) -> Ground:
        """Look as a face does."""
        with closing(Watch(self.folder, has_journal=True)) as watch:
            return watch.look()

    def end(self) -> None:
        """End as a shim ends whom it was told to stop."""
        (self.run / "exit.json").write_text(json.dumps({"code": -15, "by": "order"}))
        verdict = judged(ended(str(self.run)), Told(), "", NOON)
        assert "killed by signal 15 after limit: no progress for 10 min" == verdict.because
        self.ledger.finish("run/a", verdict)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    found = Watched(tmp_path)
    yield found
    found.state.close()


@pytest.mark.requirement("S4-30")
@pytest.mark.parametrize(
    "told",
    [Told(), Told(lines=1), Told(lines=9, steps=7, is_at_rest=True), Told(lines=9, steps=7)],
    ids=["never began", "said nothing", "never exits", "in the middle"],
)
def test_who_stays_as_it_is_for_its_time_is_stopped_whatever_it_is_at(
    watched: Watched, told: Told
) -> None:
    assert not watched.look(0, told)
    assert not watched.look(LIMIT - 1, told)
    assert watched.look(LIMIT, told)

    watched.end()
    assert [] == watched.ledger.live()
    assert Outcome.ESCALATED is watched.seen().tasks[0].outcome


def test_who_goes_on_is_not_stopped(watched: Watched) -> None:
    told = Told(lines=1)
    for seconds in range(0, 6000, 500):
        told.steps += 1
        assert not watched.look(seconds, told)


def test_where_the_plan_says_so_a_person_is_asked_and_nothing_is_stopped(tmp_path: Path) -> None:
    watched = Watched(tmp_path, replace(PLAN, asks_at_limit=True))
    with closing(watched.state):
        watched.look(0, Told())

        assert not watched.look(LIMIT, Told())
        assert not (watched.run / "failed.json").exists()
        (asked,) = watched.seen().questions
        assert "no progress for 10 min" in asked[1]


@pytest.mark.requirement("S4-33")
def test_what_an_agent_was_at_whose_time_ran_out_is_kept_and_stands_in_the_queue(
    watched: Watched,
) -> None:
    call = {"type": "tool_use", "id": "1", "name": "Bash", "input": {"command": "npm run build"}}
    lines = (
        {"type": "assistant", "message": {"content": [{"type": "text", "text": "I begin."}]}},
        {"type": "assistant", "message": {"content": [call]}},
    )
    watched.look(0, Told(steps=2, tokens=4200))
    (watched.run / "stream.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines))
    watched.look(LIMIT, Told(steps=2, tokens=4200))

    kept = json.loads((watched.run / "failed.json").read_text())
    assert "no progress for 10 min" == kept["because"]
    assert 4200 == kept["tokens"]
    assert ["I begin.", "Bash npm run build"] == kept["last"]
    assert kept["at"]

    note(str(watched.run), 3, 4200)
    watched.end()
    (waits,) = watched.seen().escalations
    (tried,) = waits.tries
    assert (str(watched.run / "failed.json"), 3) == (tried.evidence, tried.snapshot)
    assert "Bash npm run build" == tried.last[-1]
