"""What a task's row says while its agent is at work: what would be lost, and that it is silent."""

from __future__ import annotations

import pytest

from core.model.agent import Saving
from core.model.diagnosis import Cause, State, needs_a_look
from core.model.events import Grounded
from core.model.ground import Ground
from core.model.run import SETTLED, Outcome
from core.model.signs import Turn
from core.model.suspend import Suspend
from tests.core.fleet.test_tasks import ENGINE, fleet, rows, task, wrote
from tests.core.lines import when


@pytest.mark.requirement("S1-28")
def test_an_agent_at_work_is_marked_until_it_has_written_a_checkpoint() -> None:
    names = ("t1", "t2")
    works = tuple(task(name, Outcome.RUNNING) for name in names)
    heard = tuple(wrote(f"{name}-session") for name in names)
    found = fleet(*works, heard=heard, risks=(("run/t1", 900),), checkpointed={"run/t2"})
    marked = rows(found)
    assert Saving(has_checkpoint=False, at_risk=900) == marked["t1"].saving
    assert (True, False) == (marked["t1"].is_unsaved, marked["t2"].is_unsaved)

    after = Ground(engine=ENGINE, tasks=works, allowed=5, checkpointed=frozenset({"run/t1"}))
    found.fold(Grounded(ground=after), when(1))
    assert Saving(has_checkpoint=True, at_risk=0) == rows(found, 1)["t1"].saving
    assert rows(found, 2)["t2"].is_unsaved


def test_who_is_not_at_work_or_is_not_asked_for_checkpoints_is_not_marked() -> None:
    tasks = (
        task("queued"),
        task("starting", Outcome.RUNNING),
        task("unasked", Outcome.RUNNING, asks_checkpoints=False),
        *(task(outcome, outcome) for outcome in SETTLED),
    )
    heard = tuple(wrote(one.session_id) for one in tasks if one.id not in ("queued", "starting"))

    assert {None} == {one.saving for one in rows(fleet(*tasks, heard=heard)).values()}


@pytest.mark.requirement("S4-30")
@pytest.mark.parametrize("has_turn_ended", [False, True])
def test_who_only_begins_or_ends_for_ten_minutes_is_silent(*, has_turn_ended: bool) -> None:
    """Its row is made anew by the time alone: nothing is heard of it."""
    heard = (wrote("t1-session", turn=Turn.ENDED),) if has_turn_ended else ()
    found = fleet(task("t1", Outcome.RUNNING, started_at=when(0)), heard=heard)
    before = rows(found, 599)["t1"].diagnosis
    silent = rows(found, 600)["t1"].diagnosis

    assert (State.WORKING if has_turn_ended else State.STARTING) is before.state
    assert (State.STALLED, Cause.SILENCE, True) == (
        silent.state,
        silent.cause,
        needs_a_look(silent),
    )
    assert f"the same for 10 min: {before.because}" == silent.because
    assert "the same for 12 min: " in rows(found, 12 * 60)["t1"].diagnosis.because
    assert rows(found, 12 * 60) == rows(found, 12 * 60 + 59)

    asked = Ground(
        engine=ENGINE,
        tasks=(task("t1", Outcome.RUNNING, started_at=when(0)),),
        questions=(("run/t1", "v1 or v2?"),),
    )
    found.fold(Grounded(ground=asked), when(800))
    assert State.NEEDS_YOU is rows(found, 800)["t1"].diagnosis.state


def test_no_time_that_the_machine_slept_makes_anybody_silent() -> None:
    slept = Suspend(since=when(60), until=when(3660))
    found = fleet(task("t1", Outcome.RUNNING, started_at=when(0)), slept=(slept,))

    assert State.STARTING is rows(found, 3660 + 60 + 539)["t1"].diagnosis.state
    assert State.STALLED is rows(found, 3660 + 60 + 540)["t1"].diagnosis.state


def test_who_is_tried_again_is_not_silent_any_more() -> None:
    found = fleet(task("t1", Outcome.RUNNING, started_at=when(0)))
    assert State.STALLED is rows(found, 700)["t1"].diagnosis.state

    again = task("t1", Outcome.RUNNING, session_id="t1-again", started_at=when(700))
    found.fold(Grounded(ground=Ground(engine=ENGINE, tasks=(again,))), when(701))

    assert State.STARTING is rows(found, 702)["t1"].diagnosis.state
