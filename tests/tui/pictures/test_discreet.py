"""What a picture that is shown around must not tell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.model.agent import Agent, AgentId, Kind
from core.model.diagnosis import Cause, Diagnosis, State
from core.model.frame import Frame, Notice, Scope
from core.model.gate import Halt, Halting
from core.model.ground import EngineSeen, Entry, Ground, Holding, NextSpawn, TaskSeen
from core.model.run import Outcome
from core.model.signs import Step
from tui.pictures.discreet import Discretion, discreet

AT = datetime(2026, 11, 20, 14, 32, tzinfo=UTC)
KEY = "sk-ant-" + "api03-" + "x" * 40
TOKEN = "ghp_" + "A1b2" * 9
TELLING = f"/home/ada/shop on ada-laptop by ada with {KEY} and {TOKEN}"
AGENT = Agent(
    id=AgentId("6f1c", "a3b9"),
    key="6f1c/a3b9",
    kind=Kind.SUBAGENT,
    name=f"cart {TOKEN}",
    progress_at=AT,
    diagnosis=Diagnosis(state=State.FAILED, cause=Cause.ERROR, because=TELLING),
    last_action=f"Bash curl -H {KEY}",
    cwd="/home/ada/shop",
    branch="fan/secret-plan",
    prompt="Fix the cart of our customer Example Corp",
    steps=(Step(at=AT, text=TELLING),),
)
FRAME = Frame(
    at=AT,
    agents=(AGENT,),
    scope=Scope(repository="/home/ada/shop"),
    notices=(Notice(at=AT, state=State.FAILED, who=AGENT.name, text=TELLING, key=AGENT.key),),
    tail=(Step(at=AT, text=TELLING),),
    ground=Ground(
        engine=EngineSeen(pid=7, since=AT, version="0", state_dir="/home/ada/state"),
        halts=(Halt(kind=Halting.OPERATOR, by="ada", since=AT, because=TELLING),),
        next=NextSpawn(holdings=(Holding(by="operator", because=TELLING),)),
        tasks=(
            TaskSeen(
                key="batch/cart",
                run="batch",
                id="cart",
                branch="fan/secret-plan",
                role="QA",
                outcome=Outcome.QUEUED,
                attempts=1,
                because=TELLING,
                worktree="/home/ada/shop-wt/cart",
                repository="/home/ada/shop",
            ),
        ),
        trouble=TELLING,
        journal=(Entry(number=1, at=AT, kind="order", subject="pause", because=TELLING),),
    ),
)
ADA = Discretion(home="/home/ada", user="ada", host="ada-laptop")


@pytest.mark.parametrize("planted", [KEY, TOKEN, "/home/ada", "ada-laptop", "ada ", "customer"])
def test_nothing_planted_is_left(planted: str) -> None:
    assert planted in repr(FRAME)
    assert planted not in repr(discreet(FRAME, ADA))


def test_states_times_and_branches_stay() -> None:
    agent = discreet(FRAME, ADA).agents[0]

    assert (State.FAILED, AT, "fan/secret-plan") == (
        agent.diagnosis.state,
        agent.progress_at,
        agent.branch,
    )


def test_names_and_branches_go_when_asked() -> None:
    told = repr(discreet(FRAME, Discretion(home="/home/ada", user="ada", names=True)))

    assert "subagent 1" in told
    assert not [word for word in ("secret-plan", "cart", "shop", "Example Corp") if word in told]
