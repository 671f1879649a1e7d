"""The engine's transactions, on a real file: whole or not at all, and harmless when they repeat."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from core.engine.ledger import Ledger
from core.model.admission import Admit, Hold, Refuse
from core.model.command import Command, Verb
from core.model.gate import Gate, Halting
from core.model.pace import BURST, TOP
from core.model.run import Attempt, Outcome, Task
from core.model.worktree import Made
from core.runs.store import State, Unusable
from core.spawn.breaker import OVERLOAD, SILENCE
from core.spawn.store import GateRow
from tests.core.spawn.gates import BADLY, CALM, NOON, NOT_AT_ALL, WELL, at
from tests.plans import PLAN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.model.moment import Moment
    from core.model.plan import Plan

TASKS = [
    Task(key=f"run/{n}", run="run", branch=f"fan/{n}", role="IMPLEMENTER", pace=BURST, retries=1)
    for n in range(7)
]


class Desk:
    """A ledger with a clock in the test's hand."""

    def __init__(self, path: str) -> None:
        self.seconds = 0.0
        self.state = State(path)
        self.ledger = Ledger(self.state, self.moment)

    def moment(self) -> Moment:
        """Read the clock."""
        return at(self.seconds)

    def admit(self, seconds: float) -> object:
        """Ask the gate at a second."""
        self.seconds = seconds
        return self.ledger.admit(CALM)

    def order(self, verb: Verb, id_: str = "one", **more: object) -> None:
        """Leave an order."""
        self.state.order(self.moment().wall, Command(id=id_, verb=verb, **more))  # type: ignore[arg-type]

    @property
    def gate(self) -> Gate:
        """What stands in the gate's row."""
        with self.state.transaction() as db:
            return GateRow(db).read()

    def journal(self, kind: str) -> list[tuple[str, dict[str, object]]]:
        """Give the lines of one kind, each with what it rests on."""
        with self.state.transaction() as db:
            rows = db.execute("select subject, document from journal where kind = ?", (kind,))
            return [(subject, msgspec.json.decode(text)) for subject, text in rows]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(str(tmp_path / "state/state.db"))
    with desk.state.transaction():
        desk.state.plan("run", NOON, PLAN, TASKS)
        for task in TASKS:
            desk.state.prepare(task.key, "/wt", "c0")
    yield desk
    desk.state.close()


def test_a_permit_is_there_after_a_restart(desk: Desk, tmp_path: Path) -> None:
    assert Admit(attempt="run/0") == desk.admit(0)
    again = Desk(str(tmp_path / "state/state.db"))

    assert ["run/0"] == [permit.attempt for permit in again.gate.permits]
    assert ["run/0"] == [attempt.key for attempt, _ in again.state.live()]
    assert isinstance(again.admit(1), Hold)
    again.state.close()


def test_an_end_counts_once(desk: Desk) -> None:
    desk.admit(0)
    for _ in range(3):
        desk.ledger.finish("run/0", BADLY)

    assert () == desk.gate.permits
    assert 1 == len(desk.gate.failed)
    assert 1 == len(desk.journal("ended"))
    assert Outcome.QUEUED is desk.state.outcomes()["run/0"]


@pytest.mark.requirement("S3-24")
def test_worktrees_are_made_in_batches_of_five_and_one_that_cannot_be_is_told(
    tmp_path: Path,
) -> None:
    desk, made = Desk(str(tmp_path / "state.db")), list[str]()
    with desk.state.transaction():
        desk.state.plan("run", NOON, PLAN, TASKS)

    def make(task: Task, _: Plan) -> Made:
        made.append(task.key)
        return Made(because="no room") if task.key == "run/1" else Made(path="/wt", commit="c")

    desk.ledger.prepare(make)
    assert 5 == len(made)
    desk.ledger.prepare(make)
    desk.ledger.prepare(make)

    assert [task.key for task in TASKS] == made
    assert Outcome.ESCALATED is desk.state.outcomes()["run/1"]
    assert Admit(attempt="run/0") == desk.admit(0)
    desk.state.close()


def test_a_done_task_is_done(desk: Desk) -> None:
    desk.admit(0)
    desk.ledger.finish("run/0", WELL)
    desk.ledger.finish("run/0", BADLY)

    assert Outcome.DONE is desk.state.outcomes()["run/0"]


def test_every_verdict_is_written_down_with_what_it_rests_on(desk: Desk) -> None:
    for tenth in range(10):
        desk.admit(tenth / 10)
    (admitted,) = desk.journal("admit")
    (held, *more) = desk.journal("hold")

    assert ("run/0", {"permits": 0}) == (admitted[0], {"permits": len(gate(admitted)["permits"])})
    assert "start check, spawn delay" == held[0]
    assert 1 == gate(held)["granted"]
    assert [] == more


def gate(line: tuple[str, dict[str, object]]) -> dict[str, list[object]]:
    found = line[1]["gate"]
    assert isinstance(found, dict)
    return found


def test_an_order_counts_once_and_before_the_next_start(desk: Desk) -> None:
    desk.order(Verb.PAUSE, by="ada", because="lunch")
    answer = desk.admit(0)

    assert isinstance(answer, Hold)
    assert "lunch" == answer.held[0].because
    desk.order(Verb.RESUME, "two")
    desk.order(Verb.PAUSE, by="ada", because="lunch")
    assert isinstance(desk.admit(1), Admit)
    assert [Halting.OPERATOR] == [kind for kind, _ in desk.journal("lifted")]


def test_a_stop_takes_what_waits_and_leaves_what_runs_to_its_shim(desk: Desk) -> None:
    desk.admit(0)
    desk.order(Verb.STOP, subject="run")
    desk.ledger.obey()

    outcomes = desk.state.outcomes()
    assert Outcome.RUNNING is outcomes.pop("run/0")
    assert {Outcome.CANCELLED} == set(outcomes.values())
    assert [True] == [task.is_stopped for _, task in desk.state.live()]
    desk.ledger.finish("run/0", BADLY)
    assert Outcome.CANCELLED is desk.state.outcomes()["run/0"]
    assert None is desk.admit(60)


@pytest.mark.requirement("S3-13", "S3-19")
def test_three_failed_starts_write_the_line_that_was_agreed(desk: Desk) -> None:
    for number in range(3):
        desk.admit(10.0 * number)
        desk.ledger.finish(f"run/{0}" + (f"+{number}" if number else ""), NOT_AT_ALL)

    assert [OVERLOAD] == [subject for subject, _ in desk.journal("breaker")]


def test_a_decision_among_a_thousand_reads_only_who_can_go(desk: Desk) -> None:
    with desk.state.transaction():
        many = [
            Task(key=f"big/{n}", run="big", branch="b", role="X", pace=BURST, retries=0)
            for n in range(1000)
        ]
        desk.state.plan("big", NOON, PLAN, many)

    assert Admit(attempt="run/0") == desk.admit(0)


def test_what_is_no_state_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.write_bytes(b"this is a diary, not a database; " * 200)
    before = path.read_bytes()

    with pytest.raises(Unusable, match="damaged"):
        State(str(path))
    assert before == path.read_bytes()


@pytest.mark.parametrize(("number", "which"), [(99, "newer"), (-1, "older")])
def test_a_state_of_another_version_is_left_alone(tmp_path: Path, number: int, which: str) -> None:
    path = tmp_path / "state.db"
    db = sqlite3.connect(path)
    db.execute(f"pragma user_version = {number}")
    db.close()

    with pytest.raises(Unusable, match=which):
        State(str(path))


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")

    with pytest.raises(Unusable, match="cannot be"):
        State(str(tmp_path / "state/state.db"))


@pytest.mark.requirement("S1-32")
def test_no_order_raises_the_slots_beyond_what_every_run_holds_for_safe(desk: Desk) -> None:
    careful = replace(PLAN, pace=replace(BURST, most=3))
    with desk.state.transaction():
        desk.state.plan("run", NOON, careful, [replace(one, pace=careful.pace) for one in TASKS])
    desk.order(Verb.SLOTS, number=9)
    desk.ledger.obey()

    assert 3 == desk.gate.slots
    assert [
        ("slots", {"verdict": {"because": "9 slots were asked for, 3 are safe by the pre-flight"}})
    ] == desk.journal("slots")
    admitted = [desk.admit(10.0 * n) for n in range(4)]
    assert [True, False] == [isinstance(one, Admit) for one in (admitted[0], admitted[3])]


def test_a_plan_that_is_entered_again_brings_its_new_limits(desk: Desk) -> None:
    wide = replace(PLAN, pace=replace(BURST, most=2))
    with desk.state.transaction():
        desk.state.plan("run", NOON, wide, [replace(TASKS[0], pace=wide.pace)])
        paces = [task.pace.most for _, task, _ in desk.state.waiting()]

    assert [2, *[TOP] * 6] == paces


@pytest.mark.requirement("S1-10", "S1-11")
def test_the_tokens_of_all_agents_are_summed_before_each_start_whatever_dies(
    desk: Desk, tmp_path: Path
) -> None:
    with desk.state.transaction():
        desk.state.plan("run", NOON, replace(PLAN, token_budget=1000), TASKS)
    told = {"run/0": 300, "run/1": 100}
    desk.admit(0)
    desk.ledger.check("run/0", is_running=True)
    desk.admit(2)
    desk.ledger.check("run/1", is_running=True)
    desk.ledger.tend([], resumes=False, is_well=True, tokens=told)
    desk.ledger.finish("run/0", WELL)
    again = Desk(str(tmp_path / "state/state.db"))
    again.ledger.tend([], resumes=False, is_well=True, tokens={"run/1": 499})

    assert isinstance(again.admit(10), Admit)
    again.ledger.tend([], resumes=False, is_well=True, tokens={"run/1": 500})
    held = again.admit(20)
    assert isinstance(held, Hold)
    whys = [one.because for one in held.held]
    assert "run: 80% of its 1000 tokens are used; starts stop there" in whys
    again.state.close()


@pytest.mark.requirement("S3-22")
def test_a_start_without_an_answer_goes_back_to_the_queue_and_the_journal_says_why(
    desk: Desk,
) -> None:
    desk.admit(0)
    desk.ledger.finish("run/0", replace(NOT_AT_ALL, is_silent=True))

    assert Outcome.QUEUED is desk.state.outcomes()["run/0"]
    assert ["run/0+1"] == [one.key for one, _, _ in desk.state.waiting() if one.task == "run/0"]
    assert [SILENCE] == [subject for subject, _ in desk.journal("breaker")]
    assert isinstance(desk.admit(59), Hold)


@pytest.mark.requirement("S2-17")
def test_a_task_that_is_reported_is_never_dispatched_again(desk: Desk) -> None:
    desk.admit(0)
    desk.ledger.finish("run/0", WELL)
    with desk.state.transaction():
        desk.state.queue(Attempt(key="run/0+1", task="run/0", number=0, start=1))

    assert Refuse(attempt="run/0+1", because="run/0 is done already") == desk.admit(5)
    assert Admit(attempt="run/1") == desk.admit(5)
