"""An engine's state as any face sees it: read again only where somebody has written."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.engine.ledger import Ledger
from core.model.admission import Admit
from core.model.command import Command, Verb
from core.model.gate import Halting
from core.model.pace import BURST
from core.model.quota import Reading
from core.model.run import Outcome, Task
from core.model.runner import Runner
from core.model.suspend import Suspend
from core.model.where import StateFolder
from core.runs.past.watch import journal
from core.runs.store import State
from core.runs.tasks import session_of
from core.runs.watch import Watch, ground
from tests.core.spawn.gates import BADLY, CALM, NOON, WELL, at
from tests.plans import PLAN

if TYPE_CHECKING:
    from collections.abc import Iterator


class Desk:
    """A state folder with a ledger, and a clock in the test's hand."""

    def __init__(self, where: Path) -> None:
        self.folder = StateFolder(str(where))
        self.state = State(self.folder.state)
        self.seconds = 0.0
        self.ledger = Ledger(self.state, lambda: at(self.seconds))

    def plan(self, number: int) -> None:
        """Enter a run of so many tasks, all with their worktrees."""
        tasks = [
            Task(
                key=f"run/t{n}",
                run="run",
                branch=f"fan/t{n}",
                role="IMPLEMENTER",
                pace=BURST,
                retries=2,
            )
            for n in range(number)
        ]
        with self.state.transaction():
            self.state.plan("run", NOON, PLAN, tasks)
            for one in tasks:
                self.state.prepare(one.key, f"/wt/{one.key}", "c0")

    def admit(self, seconds: float) -> object:
        """Ask the gate at a second."""
        self.seconds = seconds
        return self.ledger.admit(CALM)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.state.close()


@pytest.mark.requirement("S1-08")
def test_who_has_written_a_checkpoint_is_counted_whatever_becomes_of_it(desk: Desk) -> None:
    desk.plan(3)
    desk.admit(0)
    folder = Path(desk.folder.runs, "run/t0")
    folder.mkdir(parents=True)
    with closing(Watch(desk.folder)) as watch:
        assert frozenset() == watch.look().checkpointed
        (folder / "checkpoints.jsonl").write_text("{}\n")
        seen = watch.look()
        assert frozenset({"run/t0"}) == seen.checkpointed
        assert seen is watch.look()
        desk.ledger.finish("run/t0", BADLY)

        assert (
            frozenset({"run/t0"}) == watch.look().checkpointed == ground(desk.folder).checkpointed
        )


@pytest.mark.parametrize(
    ("runner", "brief", "asks"),
    [
        (Runner.CLAUDE, "", True),
        (Runner.CLAUDE, "Do {prompt}; {reasons}", False),
        (Runner.CLAUDE, "Do {prompt}; save by {checkpoint}", True),
        (Runner.REHEARSAL, "Do {prompt}", True),
    ],
)
def test_a_brief_of_ones_own_may_ask_for_no_checkpoints(
    desk: Desk, runner: Runner, brief: str, asks: object
) -> None:
    with desk.state.transaction():
        desk.state.plan("own", NOON, replace(PLAN, runner=runner, brief=brief), [])
    desk.plan(1)
    with desk.state.transaction() as db:
        db.execute("update task set run = 'own'")

    assert [asks] == [one.asks_checkpoints for one in ground(desk.folder).tasks]


def test_who_is_at_work_has_the_time_of_its_permit(desk: Desk) -> None:
    desk.plan(2)
    desk.admit(40)
    with closing(Watch(desk.folder)) as watch:
        assert [at(40).wall, None] == [task.started_at for task in watch.look().tasks]
        desk.ledger.finish("run/t0", BADLY)
        assert [None, None] == [task.started_at for task in watch.look().tasks]
        desk.admit(100)
        assert at(100).wall in [task.started_at for task in watch.look().tasks]


def test_a_look_gives_the_same_object_until_somebody_writes(desk: Desk) -> None:
    desk.plan(3)
    with closing(Watch(desk.folder, has_journal=True)) as watch:
        first = watch.look()
        assert first is watch.look()

        desk.admit(0)
        second = watch.look()

    assert first.tasks[0] is not second.tasks[0]
    assert first.tasks[1:] == second.tasks[1:]
    assert all(one is other for one, other in zip(first.tasks[1:], second.tasks[1:], strict=True))
    assert ([], ["admit"]) == ([*first.journal], [one.kind for one in second.journal])


def test_a_file_that_was_replaced_is_read_anew_and_one_that_is_gone_is_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    desk.plan(2)
    with closing(Watch(desk.folder)) as watch:
        assert 2 == len(watch.look().tasks)
        desk.state.close()
        for file in tmp_path.glob("state.db*"):
            file.unlink()
        assert () == watch.look().tasks
        desk.state = State(desk.folder.state)
        assert () == watch.look().tasks
        desk.plan(1)
        assert 1 == len(watch.look().tasks)


def test_sessions_of_a_task_follow_its_attempts(desk: Desk) -> None:
    desk.plan(1)
    first = desk.admit(0)
    assert isinstance(first, Admit)
    desk.ledger.finish(first.attempt, BADLY)
    task = ground(desk.folder).tasks[0]
    folder = f"{desk.folder.runs}/run/t0"

    assert (Outcome.QUEUED, 1) == (task.outcome, task.attempts)
    assert session_of(f"{folder}-retry-1") == task.session_id
    assert (session_of(folder),) == task.earlier
    assert "/r" == task.repository


@pytest.mark.requirement("S3-07", "S3-08", "S3-11")
def test_every_admission_writes_down_the_four_answers_that_it_rests_on(desk: Desk) -> None:
    desk.plan(7)
    starts = 0
    for half in range(40):
        answer = desk.admit(half / 2)
        if isinstance(answer, Admit):
            starts += 1
            desk.ledger.check(answer.attempt, is_running=True)
            if starts == 6:
                break
        elif starts == 5:
            desk.ledger.finish("run/t0", WELL)
    admitted = [one.because for one in journal(desk.folder) if one.kind == "admit"]

    assert 6 == len(admitted)
    assert admitted[0] == (
        "no agent runs; 0 of 5 slots used; the first start; 0 failed checks in a row"
    )
    assert admitted[2].startswith(
        "2 agents: t0 running, t1 running; 2 of 5 slots used; 2.0 s since"
    )
    assert admitted[5].startswith(
        "4 agents: t1 running, t2 running, t3 running, t4 running; 4 of 5"
    )


def test_what_the_panel_shows_is_what_the_gate_knows(desk: Desk) -> None:
    desk.plan(7)
    answer = desk.admit(0)
    assert isinstance(answer, Admit)
    seen = ground(desk.folder)
    assert (NOON, 2.0, ("run/t0",)) == (
        seen.health.started_at,
        seen.health.spacing,
        seen.health.unseen,
    )

    desk.admit(0.5)
    seen = ground(desk.folder)
    assert seen.next is not None
    assert ("start check", "spawn delay") == seen.next.held_by
    assert 1 == seen.used


def test_a_drain_is_a_hold_of_its_own_that_only_resume_lifts(desk: Desk) -> None:
    desk.plan(1)
    desk.state.order(NOON, Command(id="1", verb=Verb.DRAIN, by="ada"))
    assert (1, False) == (ground(desk.folder).orders, ground(desk.folder).is_draining)

    desk.ledger.obey()
    seen = ground(desk.folder)
    assert ([Halting.DRAIN], 0) == ([halt.kind for halt in seen.halts], seen.orders)
    assert seen.is_unfinished
    assert not seen.wants_engine
    assert desk.ledger.is_drained()

    desk.state.order(NOON, Command(id="2", verb=Verb.RESUME, subject="operator"))
    assert ground(desk.folder).wants_engine
    desk.ledger.obey()
    assert ground(desk.folder).is_draining

    desk.state.order(NOON, Command(id="3", verb=Verb.RESUME))
    desk.ledger.obey()
    assert () == ground(desk.folder).halts
    assert not desk.ledger.is_drained()


def test_an_engine_that_is_drained_stays_while_an_agent_runs(desk: Desk) -> None:
    desk.plan(2)
    answer = desk.admit(0)
    assert isinstance(answer, Admit)
    desk.state.order(NOON, Command(id="1", verb=Verb.DRAIN, by="ada"))

    assert not desk.ledger.is_drained()
    assert ground(desk.folder).wants_engine
    assert not isinstance(desk.admit(60), Admit)

    desk.ledger.finish(answer.attempt, WELL)
    assert desk.ledger.is_drained()


def test_a_rehearsals_quota_is_nobodys_once_the_rehearsal_is_over(desk: Desk) -> None:
    desk.plan(1)
    desk.admit(0)
    half = Reading(window="five_hour", fraction=0.5, resets_at=None, source="x", observed_at=NOON)
    desk.ledger.tend([half], resumes=False, is_well=True, tokens={})
    during = ground(desk.folder)
    desk.ledger.finish("run/t0", WELL)

    assert (Runner.REHEARSAL, (half,)) == (during.account, during.readings)
    assert () == ground(desk.folder).readings


def test_every_face_knows_when_an_engine_found_that_the_machine_had_slept(desk: Desk) -> None:
    with closing(Watch(desk.folder)) as watch:
        assert () == watch.look().slept
        desk.seconds = 2400
        night = Suspend(since=NOON, until=NOON + timedelta(minutes=40))
        desk.ledger.note_suspend(night)

        assert (night,) == watch.look().slept == ground(desk.folder).slept
    assert ["the machine slept for 40 min"] == [one.subject for one in journal(desk.folder)]
