"""Validation in the engine's transactions: before a start, and before done is believed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.policy.proofs import Proofs
from core.handoffs.watch import absent
from core.model.admission import Admit, Guard, Hold
from core.model.command import Verb
from core.model.plan import PlannedTask
from core.model.run import Outcome
from core.model.validation import Answer, Question, Said, When
from core.validation.proof import proven
from tests.core.engine.test_ledger import PLAN, TASKS, Desk
from tests.core.spawn.gates import BADLY, CALM, NOON, WELL, at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

YES, NOT_YET, NO = (Answer(said=said, because="closed") for said in Said)
ASKED = [replace(task, validates=True, proves=True) for task in TASKS]
PLANNED = tuple(
    PlannedTask(
        id=f"{n}", prompt="go", branch=f"fan/{n}", validate=("v", f"{n}"), expects=("src/**",)
    )
    for n in range(7)
)


def nothing(_: Sequence[str], __: str) -> tuple[str, ...]:
    """Miss nothing."""
    return ()


class Validating(Desk):
    """A ledger beside its proofs, with tasks that are asked about."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.proofs = Proofs(self.state, self.moment)

    def say(self, key: str, answer: Answer, when: When = When.BEFORE) -> None:
        """Answer what is asked."""
        self.proofs.take(key, when, answer)

    def hold(self, seconds: float) -> Hold:
        """Ask the gate, which must hold."""
        answer = self.admit(seconds)
        assert isinstance(answer, Hold)
        return answer

    def because(self, task: str) -> str:
        """Why a task is as it is."""
        with self.state.transaction() as db:
            row = db.execute("select because from task where key = ?", (task,)).fetchone()
        return str(row[0])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Validating]:
    desk = Validating(str(tmp_path / "state.db"))
    with desk.state.transaction():
        desk.state.plan("run", NOON, replace(PLAN, tasks=PLANNED), ASKED)
        for task in ASKED:
            desk.state.prepare(task.key, f"/wt/{task.key}", "c0")
    yield desk
    desk.state.close()


@pytest.mark.requirement("S3-25")
def test_a_start_waits_for_a_yes_then_for_the_limiter_then_comes(desk: Validating) -> None:
    held = desk.hold(0)
    assert [Guard.VALIDATION] == [one.by for one in held.held]
    assert tuple(f"run/{n}" for n in range(5)) == held.ask
    assert Question(when=When.BEFORE, command=("v", "0"), cwd="/r") == desk.proofs.question("run/0")
    assert () == desk.gate.permits
    for n in (0, 1):
        desk.say(f"run/{n}", YES)

    assert Admit(attempt="run/0") == desk.admit(0.1)
    desk.ledger.check("run/0", is_running=True)
    assert Guard.SPACING is desk.hold(1).held[0].by
    assert Admit(attempt="run/1") == desk.admit(2.2)
    assert () == desk.gate.validations


@pytest.mark.requirement("S3-25")
def test_not_yet_is_a_hold_that_says_for_how_long_and_a_no_asks_a_person(desk: Validating) -> None:
    desk.say("run/0", NO)
    for n in range(1, 7):
        desk.say(f"run/{n}", NOT_YET)
    held = desk.hold(10)

    assert ("validate says not yet of run/1: closed", 50) == (held.held[0].because, held.left)
    assert () == held.ask
    assert Outcome.ESCALATED is desk.state.outcomes()["run/0"]
    assert "validate said no before its start: closed" == desk.because("run/0")
    assert ("run/1", "run/2") == desk.hold(60).ask[:2]


def test_a_yes_that_is_a_minute_old_or_of_an_earlier_boot_is_asked_again(desk: Validating) -> None:
    desk.say("run/0", YES)
    assert "run/0" in desk.hold(60).ask
    desk.say("run/0", YES)
    desk.ledger._moment = lambda: at(61, boot="another")
    assert isinstance(desk.ledger.admit(CALM), Hold)


def test_nobody_is_asked_while_something_else_holds_for_long(desk: Validating) -> None:
    desk.order(Verb.PAUSE)

    assert () == desk.hold(0).ask


@pytest.mark.requirement("S3-27")
def test_done_is_reported_only_after_a_yes_and_the_permit_is_free_meanwhile(
    desk: Validating,
) -> None:
    desk.say("run/0", YES)
    desk.admit(0)
    desk.ledger.finish("run/0", WELL)

    assert Outcome.PROVING is desk.state.outcomes()["run/0"]
    assert () == desk.gate.permits
    assert ["run/0"] == desk.proofs.due()
    assert desk.ledger.unfinished()
    asked = desk.proofs.question("run/0")
    assert asked is not None
    assert (When.AFTER, "/wt/run/0", ("src/**",), "c0") == (
        asked.when,
        asked.cwd,
        asked.expects,
        asked.commit,
    )
    desk.say("run/0", NOT_YET, When.AFTER)
    assert [] == desk.proofs.due()
    assert "validate says not yet: closed" == desk.because("run/0")
    desk.seconds = 60
    assert ["run/0"] == desk.proofs.due()
    desk.say("run/0", YES, When.AFTER)
    desk.say("run/0", NO, When.AFTER)

    assert Outcome.DONE is desk.state.outcomes()["run/0"]
    assert [] == desk.proofs.due()
    assert desk.proofs.question("run/0") is None


@pytest.mark.requirement("S3-27")
def test_a_no_at_the_end_leaves_it_unproven_with_the_reason(desk: Validating) -> None:
    desk.say("run/0", YES)
    desk.admit(0)
    desk.ledger.finish("run/0", WELL)
    desk.say("run/0", NO, When.AFTER)

    assert Outcome.UNPROVEN is desk.state.outcomes()["run/0"]
    assert "closed" == desk.because("run/0")


@pytest.mark.requirement("S4-29")
def test_missing_files_are_a_failure_of_their_own_that_another_attempt_corrects(
    desk: Validating,
) -> None:
    gone = Answer(said=Said.NO, because="nothing that matches src/** was changed", missing=("s",))
    steps = (("run/0", Outcome.QUEUED), ("run/0-retry-1", Outcome.UNPROVEN))
    for key, outcome in steps:
        desk.say(key, YES)
        desk.seconds += 10
        assert Admit(attempt=key) == desk.admit(desk.seconds)
        desk.ledger.check(key, is_running=True)
        desk.ledger.finish(key, WELL)
        desk.say(key, gone, When.AFTER)
        desk.say(key, gone, When.AFTER)

        assert outcome is desk.state.outcomes()["run/0"]
        assert desk.because("run/0").endswith("nothing that matches src/** was changed")
    assert desk.because("run/0").startswith("2 attempts ended without their files")


def test_one_that_failed_is_not_asked_about_until_it_starts_again(desk: Validating) -> None:
    desk.say("run/0", YES)
    desk.admit(0)
    desk.ledger.finish("run/0", BADLY)

    assert [] == desk.proofs.due()
    assert Outcome.QUEUED is desk.state.outcomes()["run/0"]
    assert "run/0-retry-1" in desk.hold(40).ask


def test_a_task_that_is_never_believed_can_be_stopped(desk: Validating) -> None:
    desk.say("run/0", YES)
    desk.admit(0)
    desk.ledger.finish("run/0", WELL)
    desk.order(Verb.STOP, subject="run/0")
    desk.hold(1)

    assert Outcome.CANCELLED is desk.state.outcomes()["run/0"]


@pytest.mark.parametrize(
    ("changed", "said", "because"),
    [
        (True, Said.YES, ""),
        (False, Said.NO, "nothing that matches src/**, lib/* was changed"),
        (None, Said.NO, "git cannot tell whether src/**, lib/* was changed in /wt"),
    ],
)
def test_the_tree_is_looked_at_before_the_tracker_is_asked(
    *, changed: bool | None, said: Said, because: str
) -> None:
    asked: list[Question] = []
    globs = ("src/**", "lib/*")
    question = Question(when=When.AFTER, command=("v",), cwd="/wt", expects=globs, commit="c0")

    def ask(one: Question) -> Answer:
        asked.append(one)
        return Answer(said=Said.YES)

    found = proven(question, lambda *_: changed, nothing, ask)
    missing = globs if changed is False else ()
    assert Answer(said=said, because=because, missing=missing) == found
    assert bool(changed) == bool(asked)
    alone = replace(question, command=())
    assert said is proven(alone, lambda *_: changed, nothing, ask).said


@pytest.mark.requirement("S4-17", "S4-29")
def test_a_file_that_is_expected_by_its_name_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "b.py").touch()
    globs = ("src/**", "a.py", "b.py")
    question = Question(when=When.AFTER, cwd=str(tmp_path), expects=globs, commit="c0")
    found = proven(question, lambda *_: True, absent, lambda _: YES)

    assert (Said.NO, ("a.py",)) == (found.said, found.missing)
    assert "it ended well, but these are missing: a.py" == found.because
