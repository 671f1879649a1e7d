"""What agents hand in is read where it decides something: blockers, failures, the next brief."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.attempts.records import encode
from core.clock import SystemClock
from core.engine.agents.watch import Blockers, earlier, handoff_of, last_checkpoint, trouble
from core.handoffs.watch import absent
from core.model.pace import BURST
from core.model.plan import PlannedTask
from core.model.run import Attempt, Begun, Outcome, Standing, Task, Verdict
from core.model.where import StateFolder
from core.runs.act import enter
from core.runs.outcome import following
from core.runs.store import LIVE, State
from tests.core.spawn.gates import NOON, at
from tests.plans import PLAN

if TYPE_CHECKING:
    from pathlib import Path


class Machine(SystemClock):
    """A clock in the test's hand."""

    seconds = 0.0

    def monotonic(self) -> float:
        """Give the second that the test has set."""
        return self.seconds


TASK = Task(key="run/a", run="run", branch="b", role="IMPLEMENTER", pace=BURST, retries=2)


def handed(path: Path, status: str, *blockers: str) -> str:
    path.mkdir(parents=True, exist_ok=True)
    listed = [{"text": one, "critical": True} for one in blockers]
    told = {"status": status, "summary": "the tests hang", "blockers": listed}
    (path / "handoff.json").write_text(json.dumps(told))
    return str(path)


@pytest.mark.requirement("S4-28")
def test_the_blocker_of_a_blocked_agent_is_what_is_asked(tmp_path: Path) -> None:
    folder = handed(tmp_path / "a", "blocked", "the staging database is down")

    assert "the staging database is down" == trouble(handoff_of(folder), "blocked")
    assert "" == trouble(handoff_of(folder), "failed")
    assert "the tests hang" == trouble(handoff_of(handed(tmp_path / "b", "failed")), "failed")
    assert "" == trouble(handoff_of(str(tmp_path / "none")), "blocked")


@pytest.mark.requirement("S4-31")
@pytest.mark.parametrize(
    ("because", "outcome"),
    [
        ("hit a Rate Limit of the registry", Outcome.QUEUED),
        ("the download timed out", Outcome.QUEUED),
        ("NETWORK unreachable", Outcome.QUEUED),
        ("the compiler is too old", Outcome.ESCALATED),
    ],
)
def test_an_agent_that_failed_by_its_own_word_is_not_done(because: str, outcome: Outcome) -> None:
    verdict = Verdict(standing=Standing.ENDED, code=0, because=because, is_failed=True)
    then = following(TASK, Attempt(key="run/a", task="run/a", number=0), verdict, at(0))

    assert outcome is then.outcome
    assert because in then.because


@pytest.mark.requirement("S4-29")
def test_what_was_handed_in_as_delivered_and_is_not_there_is_named(tmp_path: Path) -> None:
    told = {"status": "complete", "summary": "ok", "deliverables": ["a.py", "../x", "docs"]}
    (tmp_path / "handoff.json").write_text(json.dumps(told))
    (tmp_path / "docs").mkdir()

    found = handoff_of(str(tmp_path))
    assert found is not None
    assert ("a.py",) == absent(found.deliverables, str(tmp_path))
    assert None is handoff_of(str(tmp_path / "docs"))


def test_the_next_brief_knows_every_end_and_the_last_checkpoint(tmp_path: Path) -> None:
    for number, because in enumerate(("first", "second")):
        attempt = Attempt(key=f"run/a-{number}", task="run/a", number=number)
        path = tmp_path / "run" / ("a" if not number else f"a-retry-{number}")
        path.mkdir(parents=True)
        begun = Begun(attempt=attempt, task=TASK, permit=1)
        (path / "attempt.json").write_bytes(encode(begun))
        verdict = Verdict(standing=Standing.ENDED, code=1, because=because)
        (path / "verdict.json").write_bytes(encode(verdict))
        line = {"at": "2026-11-20T12:00:00Z", "done": f"part {number}", "next": "the rest"}
        (path / "checkpoints.jsonl").write_text(json.dumps(line) + "\n")
    stranger = replace(TASK, key="run/a-lone")
    other = Begun(attempt=Attempt(key="x", task=stranger.key, number=0), task=stranger, permit=1)
    (tmp_path / "run/a-lone").mkdir()
    (tmp_path / "run/a-lone/attempt.json").write_bytes(encode(other))
    (tmp_path / "run/a-lone/verdict.json").write_bytes(encode(verdict))
    ends = earlier(str(tmp_path / "run/a-retry-2"))

    assert ["first", "second"] == [one.because for _, one in ends]
    assert "done: part 1; next: the rest" == last_checkpoint(ends[-1][0])


@pytest.mark.requirement("S4-50")
def test_a_critical_blocker_is_looked_up_for_whoever_would_start(tmp_path: Path) -> None:
    folder = StateFolder(str(tmp_path / "state"))
    plan = replace(PLAN, tasks=(PlannedTask(id="a", prompt="do", branch="fan/a"),))
    run = enter(folder, plan, NOON)
    state = State(folder.state)
    with state.transaction():
        state.move(f"{run}/a", LIVE)
    state.close()
    machine = Machine()
    blockers = Blockers(folder, machine)
    before = blockers.look()
    handed(tmp_path / "state/runs" / run / "a", "blocked", "no disk left on CI")

    assert () == before == blockers.look()
    machine.seconds = 6
    assert ("a: no disk left on CI",) == blockers.look()


def test_a_good_exit_of_one_that_stayed_blocked_goes_to_a_person() -> None:
    stuck = Verdict(standing=Standing.ENDED, code=0, because="no access to CI", is_failed=True)
    then = following(TASK, Attempt(key="run/a", task="run/a", number=0), stuck, at(0))

    assert (Outcome.ESCALATED, None) == (then.outcome, then.attempt)
