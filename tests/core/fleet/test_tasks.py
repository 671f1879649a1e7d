"""Tasks of our runs among the sessions: one row a task, whatever has tried it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.fleet.frames import Fleet
from core.model.agent import AgentId, Kind
from core.model.diagnosis import Cause, State
from core.model.events import Grounded, Heard, Spent
from core.model.frame import Scope, Spending
from core.model.ground import EngineSeen, Ground, Holding, NextSpawn, TaskSeen
from core.model.run import Outcome
from core.model.signs import Meta, Signs, Transcript, Turn
from core.model.tokens import Tokens
from core.runs.tasks import session_of
from tests.core.lines import when
from tui.twins.status import status

if TYPE_CHECKING:
    from core.model.agent import Agent

ENGINE = EngineSeen(pid=7, since=when(-100), version="0", state_dir="/state")
NEXT = NextSpawn(holdings=(Holding(by="cooldown", because="5 s", until=when(3)),))


def task(name: str, outcome: Outcome = Outcome.QUEUED, **more: object) -> TaskSeen:
    """Give a task; its sessions are called as it and the number of the attempt."""
    known = {
        "key": f"run/{name}",
        "run": "run",
        "id": name,
        "branch": f"fan/{name}",
        "role": "IMPLEMENTER",
        "outcome": outcome,
        "attempts": int(outcome is not Outcome.QUEUED),
        "session_id": f"{name}-session",
        "repository": "/src/shop",
        "began_at": when(-60),
    }
    return TaskSeen(**{**known, **more})  # type: ignore[arg-type]


def wrote(session: str, agent: str = "", *, turn: Turn = Turn.ANSWERING) -> Transcript:
    """Give a transcript that has just been written to."""
    signs = Signs(
        began_at=when(-60),
        wrote_at=when(0),
        progress_at=when(0),
        turn=turn,
        stop_reason="end_turn" if turn is Turn.ENDED else "",
        cwd="/src/shop-wt/x",
    )
    path = f"/{session}/{agent}"
    meta = Meta(name=agent)
    return Transcript(path=path, session_id=session, agent_id=agent, meta=meta, signs=signs)


def fleet(*tasks: TaskSeen, heard: tuple[Transcript, ...] = (), **more: object) -> Fleet:
    """Give a fleet that knows of tasks and transcripts."""
    found = Fleet()
    found.fold(Heard(transcripts=heard), when(0))
    ground = Ground(engine=ENGINE, tasks=tasks, allowed=5, **more)  # type: ignore[arg-type]
    found.fold(Grounded(ground=ground), when(0))
    return found


def rows(found: Fleet, seconds: float = 0) -> dict[str, Agent]:
    """Give the rows by key."""
    return {agent.key: agent for agent in found.frame(when(seconds)).agents}


def test_a_session_of_ours_is_the_row_of_its_task_and_its_agents_are_below_it() -> None:
    heard = (wrote("t1-session"), wrote("t1-session", "child"), wrote("another"))
    found = rows(fleet(task("t1", Outcome.RUNNING), heard=heard))
    mine, child = found["t1"], found["t1-sessi/child"]

    assert {"t1", "t1-sessi/child", "another"} == set(found)
    assert (Kind.TASK, "t1", "fan/t1", "IMPLEMENTER") == (
        mine.kind,
        mine.name,
        mine.branch,
        mine.agent_type,
    )
    assert (State.WORKING, "run/t1") == (mine.diagnosis.state, mine.task)
    assert ("t1", "run/t1", Kind.SUBAGENT) == (child.parent, child.task, child.kind)
    assert Kind.MAIN is found["another"].kind


def test_a_task_without_a_session_is_a_row_that_says_what_it_waits_for() -> None:
    tasks = (task("t1", Outcome.RUNNING), task("t2"), task("t3"))
    waiting = fleet(*tasks, next=NEXT)
    found = rows(waiting)

    assert State.STARTING is found["t1"].diagnosis.state
    assert State.QUEUED is found["t2"].diagnosis.state
    assert "next spawn in 3 s, held by: cooldown" == found["t2"].diagnosis.because
    assert "place 2 in the queue" == found["t3"].diagnosis.because
    assert "next spawn in 1 s, held by: cooldown" == rows(waiting, 2)["t2"].diagnosis.because
    assert ["t1", "t2", "t3"] == list(found)


def test_a_long_wait_for_the_next_start_is_said_as_one_says_it_aloud() -> None:
    until_reset = Holding(by="quota", because="82%", until=when(12_955))
    found = fleet(task("t1"), next=NextSpawn(holdings=(until_reset,)))

    assert "next spawn in 3 h 35 min, held by: quota" == rows(found)["t1"].diagnosis.because


def test_the_queue_says_why_nobody_starts() -> None:
    unknown = NextSpawn(holdings=(Holding(by="slots", because="5 of 5"),))
    words = {
        "next spawn held by: slots": fleet(task("t1"), next=unknown),
        "first in the queue": fleet(task("t1")),
    }
    again = task("t1", attempts=1, because="exit code 1")
    stopped = Fleet()
    stopped.fold(Grounded(ground=Ground(tasks=(again,))), when(0))
    words["attempt 2 after exit code 1; first in the queue; no engine runs"] = stopped

    for because, found in words.items():
        assert because == rows(found)["t1"].diagnosis.because


def test_earlier_attempts_fold_into_the_task_with_all_that_they_spent() -> None:
    heard = (
        wrote("old"),
        wrote("old", "child", turn=Turn.ANSWERING),
        wrote("t1-session"),
    )
    found = fleet(heard=heard)
    assert 3 == len(rows(found))

    retried = task("t1", Outcome.RUNNING, attempts=2, earlier=("old",))
    found.fold(Grounded(ground=Ground(engine=ENGINE, tasks=(retried,))), when(0))
    found.fold(
        Spent(
            by_path={
                "/old/": Tokens(input_tokens=1),
                "/old/child": Tokens(input_tokens=10),
                "/t1-session/": Tokens(input_tokens=100),
            },
            spending=Spending(),
        ),
        when(0),
    )
    frame = found.frame(when(2))

    assert ["t1"] == [agent.key for agent in frame.agents]
    assert 111 == frame.agents[0].tokens.input_tokens == frame.tokens.input_tokens


@pytest.mark.requirement("S1-10")
def test_the_sum_over_all_agents_stands_before_the_first_start_and_grows_with_them() -> None:
    found = fleet(task("t1"), task("t2"))
    found.fold(Spent(by_path={}, spending=Spending()), when(0))
    before = found.frame(when(0))
    assert (2, 0, None) == (before.counts[State.QUEUED], before.tokens.total, before.counting)

    running = (task("t1", Outcome.RUNNING), task("t2", Outcome.RUNNING))
    found.fold(Grounded(ground=Ground(engine=ENGINE, tasks=running)), when(1))
    heard = (wrote("t1-session"), wrote("t1-session", "child"), wrote("t2-session"))
    found.fold(Heard(transcripts=heard), when(1))
    spent = {one.path: Tokens(output_tokens=10**n) for n, one in enumerate(heard)}
    found.fold(Spent(by_path=spent, spending=Spending()), when(1))
    after = found.frame(when(2))

    assert {"t1": 1, "t2": 100, "t1-sessi/child": 10} == {
        agent.key: agent.tokens.output_tokens for agent in after.agents
    }
    assert 111 == after.tokens.total


@pytest.mark.parametrize(
    ("outcome", "turn", "state", "cause"),
    [
        (Outcome.RUNNING, Turn.ENDED, State.WORKING, Cause.EXIT),
        (Outcome.DONE, Turn.ENDED, State.DONE, Cause.EXIT),
        (Outcome.DONE, Turn.ANSWERING, State.DONE, Cause.EXIT),
        (Outcome.ESCALATED, Turn.ENDED, State.NEEDS_YOU, Cause.ESCALATED),
        (Outcome.CANCELLED, Turn.ENDED, State.FAILED, Cause.STOPPED),
    ],
)
def test_a_task_is_judged_by_its_exit_and_not_by_what_it_says(
    outcome: Outcome, turn: Turn, state: State, cause: Cause
) -> None:
    found = rows(fleet(task("t1", outcome), heard=(wrote("t1-session", turn=turn),)))
    diagnosis = found["t1"].diagnosis

    assert (state, cause) == (diagnosis.state, diagnosis.cause)


def test_an_escalated_task_says_its_reasons_and_a_stopped_one_is_no_problem() -> None:
    given_up = task("t1", Outcome.ESCALATED, because="3 attempts failed; the last: exit code 1")
    frame = fleet(given_up, task("t2", Outcome.CANCELLED, because="stopped by order")).frame(
        when(0)
    )

    assert [given_up.because, "stopped by order"] == [a.diagnosis.because for a in frame.agents]
    assert 1 == frame.needing_a_look


def test_the_document_counts_and_names_tasks() -> None:
    document = status(fleet(task("t1", Outcome.RUNNING), task("t2"), task("t3")).frame(when(0)))

    assert (2, 1, 3) == (
        document.counts["queued"],
        document.counts["starting"],
        len(document.agents),
    )
    assert {"run/t1", "run/t2", "run/t3"} == {agent.task for agent in document.agents}
    assert {"task"} == {agent.kind for agent in document.agents}


def test_ids_that_two_runs_share_are_told_apart_by_their_run() -> None:
    other = task("t1", key="other/t1", run="other", session_id="elsewhere")

    assert {"run/t1", "other/t1"} == set(rows(fleet(task("t1"), other)))


def test_tasks_of_a_run_that_is_long_over_are_out_of_scope() -> None:
    found = fleet(task("t1", Outcome.DONE, began_at=when(-90_000)))
    found.look_at(Scope(since=when(-86_400)))
    assert ([], 1) == ([*found.frame(when(0)).agents], found.frame(when(0)).hidden)

    found.fold(Grounded(ground=Ground(tasks=(task("t1", began_at=when(-90_000)),))), when(0))
    assert ["t1"] == [agent.key for agent in found.frame(when(2)).agents]

    found.look_at(Scope(repository="/src/other"))
    assert () == found.frame(when(4)).agents


def test_a_thousand_tasks_cost_a_look_what_has_changed() -> None:
    tasks = [task(f"t{n}", place=n) for n in range(1000)]
    found = fleet(*tasks, next=NEXT)
    before = found.frame(when(0)).agents
    tasks[-1] = replace(tasks[-1], worktree="/wt")
    found.fold(Grounded(ground=Ground(engine=ENGINE, tasks=tuple(tasks), next=NEXT)), when(0.1))
    began = time.process_time()
    after = found.frame(when(0.1)).agents
    took = time.process_time() - began

    assert "/wt" == after[-1].worktree
    assert 1 == sum(one is not other for one, other in zip(before, after, strict=True))
    assert took < timedelta(milliseconds=20).total_seconds()
    assert "more than 49 wait before it in the queue" == after[-1].diagnosis.because

    tasks[0] = replace(tasks[0], outcome=Outcome.RUNNING)
    found.fold(Grounded(ground=Ground(engine=ENGINE, tasks=tuple(tasks), next=NEXT)), when(0.2))
    moved = {agent.key: agent for agent in found.frame(when(0.2)).agents}
    assert 51 >= sum(one is not moved[one.key] for one in after)


def test_a_session_is_known_from_its_run_folder() -> None:
    assert session_of("/a/b") == session_of("/a/b") != session_of("/a/c")
    assert AgentId(session_of("/a/b")).main == AgentId(session_of("/a/b"))
