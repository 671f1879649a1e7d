"""How the agents of one session are together: families, processes, a harness that is still."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.diagnosis.session import Judging, diagnose, next_change
from core.model.agent import AgentId
from core.model.diagnosis import Cause, Diagnosis, State
from core.model.limits import LIMITS
from core.model.process import Life, Registered
from core.model.session import Session
from core.model.signs import Call, Meta, Notice, Shell, Signs, Transcript, Turn
from tests.core.lines import when

if TYPE_CHECKING:
    from collections.abc import Iterable

BUSY = Signs(began_at=when(-60), wrote_at=when(0), progress_at=when(0), turn=Turn.ANSWERING)
ENDED = replace(BUSY, turn=Turn.ENDED, stop_reason="end_turn")
MAIN = Transcript(path="/m", session_id="s", signs=ENDED)
PROCESS = Registered(pid=1, session_id="s", started_at=when(-99), life=Life.ALIVE)


def child(name: str, signs: Signs = BUSY, parent: str = "", **meta: object) -> Transcript:
    about = replace(Meta(parent_agent_id=parent, tool_use_id=f"t-{name}"), **meta)
    return Transcript(path=f"/{name}", session_id="s", agent_id=name, meta=about, signs=signs)


def session(agents: Iterable[Transcript], *entries: Registered, **fields: object) -> Session:
    by = {AgentId("s", one.agent_id): one for one in agents}
    return replace(Session(transcripts=by, entries=entries), **fields)


def judged(found: Session, seconds: float = 10) -> dict[str, Diagnosis]:
    return {who.agent_id: one for who, one in diagnose(found, when(seconds), LIMITS).items()}


def states(found: Session, seconds: float = 10) -> dict[str, State]:
    return {name: one.state for name, one in judged(found, seconds).items()}


def test_a_main_agent_waits_for_its_children_however_long() -> None:
    fresh = replace(BUSY, progress_at=when(890), wrote_at=when(890))
    found = judged(session([MAIN, child("a", fresh)]), 900)

    assert (State.WORKING, Cause.CHILDREN) == (found[""].state, found[""].cause)


@pytest.mark.parametrize("state", ["done", "failed", "quota"])
def test_children_that_ended_keep_nobody_waiting(state: str) -> None:
    ends = {
        "done": ENDED,
        "failed": replace(ENDED, stop_reason="refusal"),
        "quota": replace(ENDED, stop_reason="max_tokens"),
    }

    assert State.DONE is states(session([MAIN, child("a", ends[state])]))[""]


def test_an_announced_child_is_unfinished() -> None:
    announced = replace(child("a", Signs()), exists=False)

    assert {"": State.WORKING, "a": State.STARTING} == states(session([MAIN, announced]))


def test_a_background_agent_is_finished_when_its_parent_was_told() -> None:
    ended = child("a", ENDED, background=True)
    notice = Notice(about="a", status="completed", at=when(1))
    told = replace(MAIN, signs=replace(ENDED, notices=(notice,)))

    assert State.WORKING is states(session([MAIN, ended]))[""]
    assert State.DONE is states(session([told, ended]))[""]
    assert State.DONE is states(session([MAIN, ended]), 130)[""]
    assert State.DONE is states(session([MAIN, child("a", ENDED, teammate=True)]))[""]


def test_a_background_shell_is_an_unfinished_child_without_a_row() -> None:
    shell = Shell(id="b1", command="npm run dev", at=when(0))
    main = replace(MAIN, signs=replace(ENDED, shells=(shell,)))

    assert {"": State.WORKING} == states(session([main], PROCESS), 9000)
    assert {"": State.DONE} == states(session([main], replace(PROCESS, life=Life.GONE)), 9000)


def test_a_stopped_agent_is_failed_until_it_writes_again() -> None:
    notice = Notice(about="a", status="stopped", at=when(5))
    told = replace(MAIN, signs=replace(ENDED, notices=(notice,)))
    again = replace(BUSY, progress_at=when(8), wrote_at=when(8))

    assert Cause.STOPPED is judged(session([told, child("a")]))["a"].cause
    assert State.WORKING is states(session([told, child("a", again)]))["a"]


def test_without_a_registry_nobody_is_gone() -> None:
    assert State.WORKING is states(session([child("a")]))["a"]
    assert State.FAILED is states(session([child("a")], has_registry=True))["a"]


@pytest.mark.parametrize(("seconds", "state"), [(0.9, State.WORKING), (1.0, State.FAILED)])
def test_a_missing_entry_counts_after_a_second(seconds: float, state: State) -> None:
    once = session([child("a")], has_registry=True)
    watched = replace(once, absent_since=when(100))

    assert state is states(once, seconds)["a"]
    assert state is states(watched, 100 + seconds)["a"]


def test_the_second_in_which_an_entry_is_missed_is_foreseen() -> None:
    found = session([child("a")], has_registry=True)
    after = next_change(found, when(0.5), LIMITS)

    assert when(1) == after
    assert when(120) == next_change(found, when(1), LIMITS)
    assert when(31) == next_change(replace(found, absent_since=when(30)), when(30.5), LIMITS)


def test_silence_changes_nothing_that_was_not_foreseen() -> None:
    found = session([MAIN, child("a"), child("b", replace(BUSY, turn=Turn.ASKED))])
    at, changes = when(0), {0}
    while (after := next_change(found, at, LIMITS)) is not None:
        at = after
        changes.add(int((at - when(0)).total_seconds()))
    before = states(found, 0)
    for second in range(1, 700):
        now = states(found, second)
        assert second in changes or now == before
        before = now


def test_main_is_an_orphan_if_a_later_child_was_lost() -> None:
    later = replace(BUSY, wrote_at=when(50), progress_at=when(50))
    gone = replace(PROCESS, life=Life.GONE)

    found = judged(session([MAIN, child("a", later)], gone), 60)
    assert {Cause.ORPHAN} == {one.cause for one in found.values()}


def test_waiting_belongs_to_the_agent_with_the_pending_call() -> None:
    call = Call(id="t1", name="Bash", summary="Bash rm", opened_at=when(1))
    asks = child("a", replace(BUSY, calls=(call,)))
    waits = replace(PROCESS, status="waiting", waiting_for="permission prompt")

    assert Cause.PERMISSION is judged(session([MAIN, asks, child("b")], waits))["a"].cause
    assert State.NEEDS_YOU is states(session([replace(MAIN, signs=BUSY)], waits))[""]


def test_an_older_process_keeps_its_call_open_whatever_the_last_line_is() -> None:
    call = Call(id="t1", name="Bash", summary="Bash make", opened_at=when(-50), interrupted=True)
    main = replace(MAIN, signs=replace(ENDED, calls=(call,)))
    second = replace(PROCESS, pid=2, started_at=when(-5))

    assert State.WORKING is states(session([main], PROCESS, second))[""]
    assert State.DONE is states(session([main], second))[""]
    assert State.DONE is states(session([main]))[""]


def test_a_later_process_is_not_the_one_an_agent_ran_in() -> None:
    second = replace(PROCESS, started_at=when(5))

    assert Cause.ORPHAN is judged(session([child("a")], second))["a"].cause


@pytest.mark.requirement("S0-06")
def test_when_everyone_is_still_it_is_the_harness() -> None:
    main = replace(MAIN, signs=replace(ENDED, turn=Turn.ENDED))
    found = judged(session([main, child("a"), child("b")], PROCESS), 700)

    assert {"a": Cause.SUSPENDED, "b": Cause.SUSPENDED, "": Cause.CHILDREN} == {
        name: one.cause for name, one in found.items()
    }
    assert {State.STALLED} == {one.state for one in found.values()}
    assert "all 2 agents" in found["a"].because


@pytest.mark.requirement("S0-06")
def test_suspended_is_neither_one_that_is_still_nor_a_harness_that_is_gone() -> None:
    fresh = replace(BUSY, wrote_at=when(690), progress_at=when(690))

    assert Cause.SILENCE is judged(session([child("a"), child("b", fresh)]), 700)["a"].cause
    assert Cause.SILENCE is judged(session([child("a")]), 700)["a"].cause
    dead = session([child("a"), child("b")], replace(PROCESS, life=Life.GONE))
    assert {Cause.ORPHAN} == {one.cause for one in judged(dead, 700).values()}


@pytest.mark.parametrize(
    "parents", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "a"}, {"a": "nobody"}]
)
def test_families_that_claim_to_be_circles_are_judged(parents: dict[str, str]) -> None:
    found = session([MAIN, *(child(name, parent=above) for name, above in parents.items())])

    assert {"", *parents} == states(found).keys()


@pytest.mark.parametrize("is_reversed", [False, True])
def test_two_thousand_generations_are_judged(*, is_reversed: bool) -> None:
    chain = [child(f"a{n}", parent=f"a{n - 1}" if n else "") for n in range(2000)]
    found = session([MAIN, *(reversed(chain) if is_reversed else chain)])

    assert 2001 == len(states(found))


NAMES = ["a", "b", "c", "d"]
ONE = st.sampled_from(
    [BUSY, ENDED, replace(BUSY, turn=Turn.ASKED), replace(ENDED, stop_reason="refusal"), Signs()]
)


@given(
    st.tuples(*[ONE] * 4),
    st.tuples(st.just(""), *(st.sampled_from(["", *NAMES[:n]]) for n in range(1, 4))),
    st.sampled_from([0, 130, 310, 700]),
)
def test_the_order_in_which_agents_are_known_does_not_matter(
    signs: tuple[Signs, ...], parents: tuple[str, ...], seconds: int
) -> None:
    family = [child(*one) for one in zip(NAMES, signs, parents, strict=True)]
    orders = list(permutations([MAIN, *family]))
    found = [judged(session(order), seconds) for order in orders[::29]]

    assert all(found[0] == other for other in found)


@given(st.tuples(*[ONE] * 4), ONE, st.integers(0, 3))
def test_judging_only_what_changed_gives_the_same(
    signs: tuple[Signs, ...], now: Signs, which: int
) -> None:
    parents = ["", "a", "b", ""]
    family = [child(*one) for one in zip(NAMES, signs, parents, strict=True)]
    judging = Judging(LIMITS)
    before = judging.whole(session([MAIN, *family]), when(10))
    family[which] = child(NAMES[which], now, parents[which])
    found = session([MAIN, *family])
    partly = judging.partly(found, when(10), [AgentId("s", NAMES[which])])

    assert diagnose(found, when(10), LIMITS) == {**before, **partly}
