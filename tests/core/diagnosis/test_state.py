"""Each row of the table of states, and each point of its fine print, from signs alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.diagnosis.state import Case, Children, judge
from core.model.diagnosis import Cause, State, needs_a_look
from core.model.limits import LIMITS
from core.model.process import Life
from core.model.signs import (
    ApiError,
    Backoff,
    Call,
    Fault,
    Notice,
    Request,
    Signs,
    Turn,
)
from tests.core.lines import when

BASH = Call(id="t1", name="Bash", summary="Bash make", opened_at=when(0))
ASKS = replace(BASH, name="AskUserQuestion", summary="AskUserQuestion which?")
OPEN = Signs(began_at=when(-60), wrote_at=when(0), progress_at=when(0), turn=Turn.ASKED)
TALKS = replace(OPEN, turn=Turn.ANSWERING)
ENDED = replace(OPEN, turn=Turn.ENDED, stop_reason="end_turn")
ONCE = Request(digest="d", attempts=("r1",), first_at=when(0), last_at=when(0))
AGAIN = replace(ONCE, attempts=("r1", "r2"))


def died(fault: Fault, resets: float | None = None) -> Case:
    reset = when(resets) if resets is not None else None
    error = ApiError(at=when(0), fault=fault, text="API Error", resets_at=reset)
    return Case(signs=replace(OPEN, turn=Turn.FAILED, error=error))


def told(status: str, signs: Signs = OPEN, *, lost: bool = False) -> Case:
    notice = Notice(about="a1", status=status, at=when(1), lost=lost)
    return Case(signs=signs, notice=notice)


def ended(why: str, **fields: object) -> Case:
    return replace(Case(signs=replace(ENDED, stop_reason=why)), **fields)


def sleeps(until: float | None, life: Life = Life.UNKNOWN) -> Case:
    reset = when(until) if until is not None else None
    return Case(signs=replace(OPEN, backoff=Backoff(at=when(0), until=reset, attempt=4)), life=life)


WAITS = Children(unfinished=2, names=("alpha", "beta"))
STUCK = replace(WAITS, stalled=2)
GONE = Life.GONE
ROWS: list[tuple[str, Case, float, State, Cause]] = [
    ("announced", Case(signs=Signs(), exists=False), 9, State.STARTING, Cause.META),
    ("never began", Case(signs=Signs(), exists=False, life=GONE), 9, State.FAILED, Cause.ORPHAN),
    ("window", died(Fault.WINDOW, 900), 60, State.QUOTA, Cause.WINDOW),
    ("window has reset", died(Fault.WINDOW, 30), 60, State.QUOTA, Cause.WINDOW),
    ("billing", died(Fault.BILLING), 60, State.QUOTA, Cause.BILLING),
    ("throttled to death", died(Fault.THROTTLE), 60, State.FAILED, Cause.THROTTLE),
    ("overload", died(Fault.OVERLOAD), 60, State.FAILED, Cause.OVERLOAD),
    ("server", died(Fault.SERVER), 60, State.FAILED, Cause.SERVER),
    ("network", died(Fault.NETWORK), 60, State.FAILED, Cause.NETWORK),
    ("login", died(Fault.AUTH), 60, State.FAILED, Cause.AUTH),
    ("too long", died(Fault.REFUSED), 60, State.FAILED, Cause.REQUEST_REFUSED),
    ("other error", died(Fault.UNKNOWN), 9000, State.FAILED, Cause.ERROR),
    ("sleeps until reset", sleeps(900), 60, State.QUOTA, Cause.WAITS),
    ("tries again by itself", sleeps(None), 60, State.RETRYING, Cause.RETRIES),
    ("tries still", sleeps(None, Life.ALIVE), 599, State.RETRYING, Cause.RETRIES),
    ("its last try hangs", sleeps(None, Life.ALIVE), 601, State.STALLED, Cause.REQUEST),
    ("who tries is not known", sleeps(None), 121, State.QUIET, Cause.REQUEST),
    ("slept, process gone", sleeps(900, GONE), 60, State.FAILED, Cause.ORPHAN),
    ("cut off", ended("max_tokens"), 60, State.FAILED, Cause.ENDED),
    ("refusal", ended("refusal"), 60, State.FAILED, Cause.ENDED),
    ("cut off, call open", ended("max_tokens", calls=(BASH,)), 60, State.WORKING, Cause.TOOL),
    ("interrupted", ended("interrupted"), 60, State.FAILED, Cause.STOPPED),
    ("orphan: asked", Case(signs=OPEN, life=GONE), 60, State.FAILED, Cause.ORPHAN),
    ("orphan: call", Case(signs=TALKS, calls=(BASH,), life=GONE), 5, State.FAILED, Cause.ORPHAN),
    ("done, process gone", Case(signs=ENDED, life=GONE), 60, State.DONE, Cause.END_TURN),
    (
        "child lost later",
        Case(signs=ENDED, life=GONE, children=Children(lost_later=True)),
        60,
        State.FAILED,
        Cause.ORPHAN,
    ),
    ("stopped", told("stopped"), 60, State.FAILED, Cause.STOPPED),
    ("killed", told("killed"), 60, State.FAILED, Cause.KILLED),
    ("the client says failed", told("failed"), 60, State.FAILED, Cause.ERROR),
    ("lost with its process", told("stopped", lost=True), 60, State.FAILED, Cause.ORPHAN),
    ("completed is only a word", told("completed"), 60, State.WORKING, Cause.REQUEST),
    ("stopped after a good end", told("stopped", ENDED), 60, State.DONE, Cause.END_TURN),
    (
        "permission",
        Case(signs=TALKS, calls=(BASH,), waits_for="permission prompt"),
        9000,
        State.NEEDS_YOU,
        Cause.PERMISSION,
    ),
    ("question", Case(signs=TALKS, calls=(ASKS,)), 9000, State.NEEDS_YOU, Cause.QUESTION),
    (
        "refused, headless",
        Case(signs=replace(ENDED, refused="Bash rm", headless=True)),
        60,
        State.NEEDS_YOU,
        Cause.REFUSED,
    ),
    (
        "refused, at a terminal",
        Case(signs=replace(ENDED, refused="Bash")),
        60,
        State.DONE,
        Cause.END_TURN,
    ),
    ("missing", Case(signs=ENDED, missing=("a.py",)), 60, State.UNPROVEN, Cause.MISSING),
    ("done", Case(signs=ENDED), 99_999, State.DONE, Cause.END_TURN),
    ("retries", Case(signs=replace(OPEN, request=AGAIN)), 119, State.RETRYING, Cause.RETRIES),
    (
        "retries, long ago",
        Case(signs=replace(OPEN, request=AGAIN)),
        120,
        State.QUIET,
        Cause.REQUEST,
    ),
    (
        "retries, alive",
        Case(signs=replace(OPEN, request=AGAIN), life=Life.ALIVE),
        599,
        State.RETRYING,
        Cause.RETRIES,
    ),
    (
        "retries, alive, no more",
        Case(signs=replace(OPEN, request=AGAIN), life=Life.ALIVE),
        600,
        State.STALLED,
        Cause.REQUEST,
    ),
    (
        "one request is no retry",
        Case(signs=replace(OPEN, request=ONCE)),
        60,
        State.WORKING,
        Cause.REQUEST,
    ),
    ("just wrote", Case(signs=TALKS), 119, State.WORKING, Cause.PROGRESS),
    ("quiet", Case(signs=TALKS), 120, State.QUIET, Cause.SILENCE),
    ("nearly stalled", Case(signs=TALKS), 299, State.QUIET, Cause.SILENCE),
    ("stalled", Case(signs=TALKS), 300, State.STALLED, Cause.SILENCE),
    ("tool, quiet", Case(signs=TALKS, calls=(BASH,)), 599, State.QUIET, Cause.TOOL),
    ("tool, stalled", Case(signs=TALKS, calls=(BASH,)), 600, State.STALLED, Cause.TOOL),
    ("request, quiet", Case(signs=OPEN), 599, State.QUIET, Cause.REQUEST),
    ("request, stalled", Case(signs=OPEN), 600, State.STALLED, Cause.REQUEST),
    ("a sibling's window", Case(signs=OPEN, window_closed=True), 600, State.STALLED, Cause.WINDOW),
    ("children at work", Case(signs=ENDED, children=WAITS), 9000, State.WORKING, Cause.CHILDREN),
    ("children stalled", Case(signs=ENDED, children=STUCK), 9000, State.STALLED, Cause.CHILDREN),
    (
        "children in the foreground",
        Case(signs=TALKS, calls=(BASH,), child_calls=frozenset({"t1"}), children=WAITS),
        9000,
        State.WORKING,
        Cause.CHILDREN,
    ),
    (
        "children and a call of its own",
        Case(signs=TALKS, calls=(BASH,), children=WAITS),
        9000,
        State.STALLED,
        Cause.TOOL,
    ),
    ("no time at all", Case(signs=Signs(turn=Turn.ASKED)), 60, State.UNKNOWN, Cause.NO_EVIDENCE),
    ("clock ahead", Case(signs=TALKS), -3600, State.WORKING, Cause.PROGRESS),
]


@pytest.mark.parametrize(
    ("case", "seconds", "state", "cause"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_evidence_gives_its_state(case: Case, seconds: float, state: State, cause: Cause) -> None:
    found = judge(case, when(seconds), LIMITS)

    assert (state, cause) == (found.state, found.cause)
    assert found.because


def test_what_was_stopped_by_its_parent_is_no_problem() -> None:
    assert not needs_a_look(judge(told("stopped"), when(60), LIMITS))
    assert needs_a_look(judge(told("killed"), when(60), LIMITS))


def test_a_revival_is_flagged_until_it_dies_again() -> None:
    back = replace(TALKS, died_at=when(-9), revived=True)

    assert judge(Case(signs=back), when(5), LIMITS).revived
    error = ApiError(at=when(0), fault=Fault.SERVER, text="")
    assert not judge(Case(signs=replace(back, error=error)), when(5), LIMITS).revived


@pytest.mark.parametrize(("case", "limit"), [(Case(signs=TALKS), 300), (Case(signs=OPEN), 600)])
def test_the_limit_that_applies_is_said(case: Case, limit: int) -> None:
    assert limit == judge(case, when(0), LIMITS).limit_s


MOMENTS = st.none() | st.integers(-4000, 4000).map(when)
ERRORS = st.builds(
    ApiError,
    at=st.just(when(0)),
    fault=st.sampled_from(Fault),
    text=st.just("x"),
    resets_at=MOMENTS,
)
SIGNS = st.builds(
    Signs,
    progress_at=MOMENTS,
    wrote_at=MOMENTS,
    turn=st.sampled_from(Turn),
    stop_reason=st.sampled_from(["", "end_turn", "max_tokens", "interrupted"]),
    error=st.none() | ERRORS,
    backoff=st.none() | st.builds(Backoff, at=st.just(when(0)), until=MOMENTS),
    request=st.none() | st.sampled_from([ONCE, AGAIN]),
    refused=st.sampled_from(["", "Bash"]),
    headless=st.booleans(),
    revived=st.booleans(),
)
STATUSES = st.sampled_from(["completed", "failed", "stopped", "killed", "something new"])
CASES = st.builds(
    Case,
    signs=SIGNS,
    exists=st.booleans(),
    life=st.sampled_from(Life),
    calls=st.sampled_from([(), (BASH,), (ASKS, BASH)]),
    waits_for=st.sampled_from(["", "permission prompt"]),
    notice=st.none() | st.builds(Notice, about=st.just("a"), status=STATUSES, at=st.just(when(0))),
    children=st.sampled_from([Children(), WAITS, STUCK, Children(lost_later=True)]),
    child_calls=st.sampled_from([frozenset(), frozenset({"t1"})]),
    missing=st.sampled_from([(), ("a",)]),
    window_closed=st.booleans(),
)
BY_SILENCE = [State.WORKING, State.QUIET, State.STALLED]


@given(CASES, st.integers(-9000, 9000))
def test_any_evidence_has_a_state_and_a_reason(case: Case, seconds: int) -> None:
    found = judge(case, when(seconds), LIMITS)

    assert found.because
    assert found.limit_s in (300, 600)


@example(Case(signs=Signs(request=AGAIN), exists=True, life=Life.ALIVE), 0, 600)
@example(Case(signs=Signs(request=AGAIN), exists=True, life=Life.UNKNOWN), 0, 9000)
@given(CASES, st.integers(-9000, 9000), st.integers(0, 9000))
def test_time_alone_makes_it_only_worse(case: Case, seconds: int, later: int) -> None:
    before = judge(case, when(seconds), LIMITS).state
    after = judge(case, when(seconds + later), LIMITS).state

    if before in BY_SILENCE:
        assert BY_SILENCE.index(before) <= BY_SILENCE.index(after)
    else:
        assert after is before or (before, after) in {(State.RETRYING, each) for each in BY_SILENCE}
