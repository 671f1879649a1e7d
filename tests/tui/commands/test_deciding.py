"""What waits for a person, and what they decide from a shell."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.agents.launching import launch_of
from core.engine.ledger import Ledger
from core.errors import Misuse
from core.model.command import Command, Verb
from core.model.pace import BURST
from core.model.plan import PlannedTask, tasks_of
from core.model.run import Attempt, Begun, Outcome, Standing, Task, Verdict
from core.model.runner import Runner
from core.model.where import StateFolder
from core.runners.command import Programs
from core.runs.act import order
from core.runs.store import LIVE, State
from core.runs.watch import ground
from tests.core.spawn.gates import NOON, at
from tests.plans import PLAN
from tests.tui.commands.calls import said
from tui.twins.runs.records import EVERY

if TYPE_CHECKING:
    from pathlib import Path

FAILED = Verdict(standing=Standing.ENDED, code=1, because="exit code 1: 2 tests fail")
CLAUDE = replace(
    PLAN,
    runner=Runner.CLAUDE,
    tasks=tuple(
        PlannedTask(id=f"t{n}", prompt="Fix the cart.", branch=f"b{n}", retries=0) for n in range(2)
    ),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StateFolder:
    """A run of two tasks, the first given up on; inside an agent nobody starts an engine."""
    monkeypatch.setenv("GROUNDSTOP_ATTEMPT", "x")
    found = StateFolder(str(tmp_path))
    tasks = [
        Task(
            key=f"run/t{n}",
            run="run",
            branch=f"b{n}",
            role="QA",
            pace=BURST,
            retries=0,
            worktree=f"/trees/run/t{n}",
        )
        for n in range(2)
    ]
    state = State(found.state)
    with state.transaction():
        state.plan("run", NOON, CLAUDE, tasks)
        for task in tasks:
            state.prepare(task.key, task.worktree, "c0")
        state.move("run/t0", LIVE)
    Ledger(state, lambda: at(0)).finish("run/t0", FAILED)
    state.close()
    return found


def obeyed(folder: StateFolder) -> State:
    """Let an engine take what was left."""
    state = State(folder.state)
    Ledger(state, lambda: at(0)).obey()
    return state


@pytest.mark.requirement("S4-32")
def test_the_queue_says_reason_attempts_and_where_the_evidence_is(
    folder: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(capsys, "escalations", "--state-dir", folder.root)
    assert 0 == code
    assert out.startswith("t0: it failed; the last: exit code 1: 2 tests fail\n")
    assert f"{folder.runs}/run/t0" in out

    _, out, _ = said(capsys, "escalations", "--json", "--state-dir", folder.root)
    document = json.loads(out)
    EVERY["escalations"].model_validate(document)
    (one,) = document["escalations"]
    assert ("t0", "escalated", "b0") == (one["id"], one["state"], one["branch"])
    assert ["exit code 1: 2 tests fail"] == [each["reason"] for each in one["attempts"]]


@pytest.mark.requirement("S4-34")
def test_another_try_has_the_note_in_its_brief(
    folder: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("retry", "t0", "--note", "The cart is in src/cart.", "--json")
    code, out, _ = said(capsys, *words, "--state-dir", folder.root)
    assert 0 == code
    EVERY["order"].model_validate(json.loads(out))
    assert ground(folder).wants_engine
    state = obeyed(folder)
    waiting = {task.key: attempt for attempt, task, _ in state.waiting()}
    assert Attempt(key="run/t0+1", task="run/t0", number=0, start=1) == waiting["run/t0"]
    _, task, _ = state.find("run/t0+1")
    note = Ledger(state, lambda: at(0)).note_for("run/t0")
    state.close()

    begun = Begun(attempt=waiting["run/t0"], task=task, permit=1)
    programs = Programs(python="python", agent="agent", groundstop="/bin/groundstop")
    launch = launch_of(begun, CLAUDE, f"{folder.runs}/run/t0+1", programs, {}, note)
    told = json.loads(launch.prompt)["message"]["content"]
    assert "Fix the cart." in str(told)
    assert "The cart is in src/cart." in str(told)


def test_giving_up_takes_it_out_of_the_queue_and_another_try_brings_it_back(
    folder: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(capsys, "stop", "t0", "--yes", "--state-dir", folder.root)
    obeyed(folder).close()
    seen = ground(folder)

    assert (0, "t0 is given up.\n") == (code, out)
    assert () == seen.escalations
    assert Outcome.CANCELLED is seen.tasks[0].outcome
    assert 0 == said(capsys, "retry", "t0", "--state-dir", folder.root)[0]
    obeyed(folder).close()
    assert Outcome.QUEUED is ground(folder).tasks[0].outcome


def test_taking_over_gives_the_command_and_leaves_no_second_writer(
    folder: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(capsys, "take-over", "t0", "--state-dir", folder.root)
    obeyed(folder).close()
    task = ground(folder).tasks[0]

    assert (0, f"cd /trees/run/t0 && claude --resume {task.session_id}\n") == (code, out)
    assert (Outcome.TAKEN, "taken over by a person") == (task.outcome, task.because)
    code, _, err = said(capsys, "retry", "t0", "--state-dir", folder.root)
    assert (2, True) == (code, "end your own session first" in err)
    assert 0 == said(capsys, "retry", "t0", "--yes", "--state-dir", folder.root)[0]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("retry", "t1"), "t1 is queued already"),
        (("take-over", "t1"), "t1 is queued: groundstop stop t1 ends it first."),
        (("retry", "t0", "--note", "x" * 20_000), "at most"),
    ],
    ids=lambda given: given[0] if isinstance(given, tuple) else "",
)
def test_what_cannot_be_decided_says_why(
    folder: StateFolder,
    words: tuple[str, ...],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, _, err = said(capsys, *words, "--state-dir", folder.root)

    assert 2 == code
    assert sentence in err
    assert 0 == ground(folder).orders


def test_a_task_that_nobody_knows_is_named(
    folder: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (("retry", "t9"), ("take-over", "t9")):
        code, _, err = said(capsys, *words, "--state-dir", folder.root)
        assert (5, True) == (code, "there is no task t9" in err)


def test_the_same_order_twice_is_one(
    folder: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "retry", "t0", "--state-dir", folder.root)
    said(capsys, "retry", "t0", "--state-dir", folder.root)
    state = obeyed(folder)
    keys = [attempt.key for attempt, _, _ in state.waiting()]
    state.close()

    assert ["run/t0+1", "run/t1"] == sorted(keys)


def test_rehearsals_are_not_tried_again_beside_agents_of_an_account(
    folder: StateFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    state = State(folder.state)
    task = Task(key="old/a", run="old", branch="x", role="QA", pace=BURST, retries=0)
    with state.transaction():
        state.plan("old", NOON, replace(PLAN, name="old"), [task])
        state.settle("old/a", Outcome.ESCALATED, "it failed")
    state.close()
    code, _, err = said(capsys, "retry", "old/a", "--state-dir", folder.root)

    assert 2 == code
    assert "wait for its end, or name another --state-dir" in err
    assert 0 == ground(folder).orders


def test_where_nobody_waits_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--state-dir", str(tmp_path))
    assert (0, "Nobody waits for you.\n", "") == said(capsys, "escalations", *where)
    _, out, _ = said(capsys, "escalations", "--json", *where)
    assert {"schema": "groundstop.escalations/1", "escalations": []} == json.loads(out)


@pytest.mark.parametrize("ended", [Outcome.CANCELLED, Outcome.UNPROVEN, Outcome.QUEUED])
def test_a_task_is_taken_over_however_it_ended_and_no_run_begins_it_beside_the_person(
    folder: StateFolder, ended: Outcome, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(State(folder.state)) as state:
        state.settle("run/t0", Outcome.CANCELLED if ended is Outcome.QUEUED else ended)
    if ended is Outcome.QUEUED:
        assert 0 == said(capsys, "retry", "t0", "--state-dir", folder.root)[0]
    assert 0 == said(capsys, "take-over", "t0", "--state-dir", folder.root)[0]
    state = obeyed(folder)

    assert Outcome.TAKEN is state.outcomes()["run/t0"]
    with state.transaction():
        plan = state.known("run")
        assert plan is not None
        state.plan("run", at(0).wall, plan, tasks_of("run", plan))
    assert Outcome.TAKEN is state.outcomes()["run/t0"]
    assert ["run/t1"] == [task.key for _, task, _ in state.waiting()]
    state.close()


def test_a_task_that_got_an_agent_meanwhile_is_not_taken_over(folder: StateFolder) -> None:
    with closing(State(folder.state)) as state:
        state.settle("run/t0", Outcome.RUNNING)
        command = Command(id="one", verb=Verb.TAKE_OVER, subject="run/t0")
        with pytest.raises(Misuse, match="groundstop stop t0 ends it first"):
            order(folder, command, at(0).wall)
        assert [] == state.orders()
