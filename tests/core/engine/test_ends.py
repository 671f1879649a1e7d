"""What the engine writes down with the end of an attempt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.model.admission import Admit
from core.model.gate import Halt, Halting
from core.model.run import Outcome
from core.runs.outcome import STARTS
from core.runs.store import LIVE
from tests.core.engine.test_ledger import TASKS, Desk
from tests.core.spawn.gates import BADLY, NOON, NOT_AT_ALL
from tests.plans import PLAN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    one = Desk(str(tmp_path / "state/state.db"))
    with one.state.transaction():
        one.state.plan("run", NOON, PLAN, TASKS)
        for task in TASKS:
            one.state.prepare(task.key, "/wt", "c0")
    yield one
    one.state.close()


def test_only_starts_in_vain_in_a_row_bring_a_task_before_a_person(desk: Desk) -> None:
    by_account = replace(BADLY, halt=Halt(kind=Halting.OUTAGE, by="x", since=NOON, because="full"))
    ends = [by_account, *[NOT_AT_ALL] * (STARTS - 1), by_account, *[NOT_AT_ALL] * STARTS]
    outcomes = []
    for number, verdict in enumerate(ends):
        with desk.state.transaction() as db:
            (key,) = db.execute(
                "select key from attempt where task = 'run/0' and state = 'queued'"
            ).fetchone()
            desk.state.move(key, LIVE)
        desk.seconds = number
        desk.ledger.finish(key, verdict)
        outcomes.append(desk.state.outcomes()["run/0"])

    assert [*[Outcome.QUEUED] * (len(ends) - 1), Outcome.ESCALATED] == outcomes


def test_messages_that_did_not_reach_an_agent_are_told_of_with_its_end(desk: Desk) -> None:
    admitted = desk.admit(0)
    assert isinstance(admitted, Admit)
    desk.ledger.finish(admitted.attempt, replace(BADLY, unsent=("1.json", "2.json")))
    ((subject, inputs),) = desk.journal("unsent")

    assert admitted.attempt == subject
    assert {"verdict": {"because": "messages that did not reach it: 2"}} == inputs
