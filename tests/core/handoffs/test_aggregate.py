"""Parts become one result: in any order, with every side of a contradiction, nothing averaged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.handoffs.aggregate import gathered, results
from core.model.handoff import Blocker, Finding, Handoff, MemoryCandidate, RanTest
from core.model.results import Part, Ruling, Strength
from core.model.run import Outcome
from core.model.worktree import Changes
from tests.core.lines import when


def found(claim: str, *evidence: str, topic: str = "race") -> Finding:
    return Finding(topic=topic, claim=claim, evidence=evidence)


def part(name: str, *findings: Finding, place: int = 0, **more: object) -> Part:
    known: dict[str, object] = {
        "outcome": Outcome.DONE,
        "attempts": 1,
        "handoff": Handoff(agent=name, status="complete", summary="done", findings=findings),
    }
    return Part(key=f"run/{name}", id=name, place=place, **{**known, **more})  # type: ignore[arg-type]


WORDS = st.sampled_from(["a", "b", "12 ms", "14 ms"])
FINDINGS = st.builds(
    found,
    WORDS,
    st.sampled_from(["test: x", "src/a.py", "pytest"]),
    topic=st.sampled_from(["one", "two"]),
)
HANDOFFS = st.builds(
    Handoff,
    agent=st.sampled_from(["t1", "t2", "t3", "t4"]),
    status=st.sampled_from(["complete", "failed", ""]),
    at=st.none() | st.integers(0, 9).map(when),
    findings=st.lists(FINDINGS, max_size=3).map(tuple),
    tests=st.sampled_from([(), (RanTest(command="pytest", has_passed=False),)]),
    memory_candidates=st.sampled_from([(), (MemoryCandidate(text="x", evidence=("y",)),)]),
)
PARTS = st.builds(
    lambda number, **more: Part(key=f"run/t{number}", id=f"t{number}", place=number, **more),
    st.integers(1, 5),
    outcome=st.none() | st.sampled_from(Outcome),
    attempts=st.integers(0, 3),
    ended_at=st.none() | st.integers(0, 9).map(when),
    changes=st.none() | st.builds(Changes, files=st.sampled_from([(), ("a",), ("a", "b")])),
    handoff=st.none() | HANDOFFS,
)


@pytest.mark.requirement("S4-15", "S4-52")
@given(parts=st.lists(PARTS, max_size=12), draws=st.data())
def test_any_order_of_arrival_gives_the_same(parts: list[Part], draws: st.DataObject) -> None:
    shuffled = draws.draw(st.permutations(parts))
    one_by_one: dict[str, Part] = {}
    for each in shuffled:
        one_by_one = gathered([each], one_by_one)

    whole = results(gathered(parts).values())
    assert whole == results(one_by_one.values())
    assert len(whole.succeeded) + len(whole.failed) + len(whole.todo) == len(whole.parts)
    ends = {one.key: one.ended_at for one in whole.parts}
    assert all(ends[key] == one.ended_at for key, one in one_by_one.items())


@given(parts=st.lists(PARTS, max_size=12))
def test_every_finding_is_told_and_none_is_invented(parts: list[Part]) -> None:
    whole = results(gathered(parts).values())
    handed = [one.handoff for one in whole.parts if one.handoff]
    claims = {f.claim for told in handed for f in told.findings}
    said = {side.claim for _, side in whole.agreed}
    said |= {side.claim for one in whole.conflicts for side in one.sides}
    said |= {one.claim for _, one in whole.rejected}

    assert claims == said


@pytest.mark.requirement("S4-22")
def test_stronger_evidence_wins_against_the_many() -> None:
    whole = results(
        [
            part("t1", found("two writers", "test: pytest -k cart")),
            part("t2", found("one writer", "src/cart.py")),
            part("t3", found("One  writer", "src/shop.py")),
        ]
    )
    (conflict,) = whole.conflicts

    assert (Ruling.EVIDENCE, "two writers") == (conflict.ruling, conflict.winner)
    assert [Strength.MEASURED, Strength.FILES] == [one.strength for one in conflict.sides]
    assert [("t1",), ("t2", "t3")] == [one.agents for one in conflict.sides]
    assert ("src/cart.py", "src/shop.py") == conflict.sides[1].evidence


@pytest.mark.requirement("S4-22")
def test_a_finding_without_evidence_is_rejected_and_listed() -> None:
    bare, blank = found("x"), found("y", " ")
    whole = results([part("t1", bare), part("t2", blank), part("t3", found("z", "a.py"))])

    assert (("t1", bare), ("t2", blank)) == whole.rejected
    assert () == whole.conflicts
    assert ["z"] == [side.claim for _, side in whole.agreed]


@pytest.mark.requirement("S4-23")
def test_a_majority_decides_only_between_equal_evidence() -> None:
    three = [part(f"t{n}", found("locks", "a.py")) for n in range(3)]
    many = results([*three, part("t9", found("no locks", "b.py"))]).conflicts[0]
    equal = results([*three[:1], part("t9", found("no locks", "b.py"))]).conflicts[0]

    assert (Ruling.MAJORITY, "locks") == (many.ruling, many.winner)
    assert (Ruling.PERSON, "") == (equal.ruling, equal.winner)


@pytest.mark.requirement("S4-24")
def test_what_cannot_be_settled_is_flagged_for_a_person_with_both_sides() -> None:
    whole = results([part("t1", found("x", "test: a")), part("t2", found("y", "test: b"))])

    assert whole.conflicts == whole.undecided
    assert {("x", ("t1",)), ("y", ("t2",))} == {
        (side.claim, side.agents) for side in whole.undecided[0].sides
    }


@pytest.mark.requirement("S4-25")
def test_numbers_are_neither_averaged_nor_voted_on() -> None:
    many = [part(f"t{n}", found("p95 is 120 ms", "measurement: k6")) for n in range(5)]
    (conflict,) = results(
        [*many, part("t9", found("p95 is 140.5 ms", "measurement: k6"))]
    ).conflicts

    assert (Ruling.PERSON, True) == (conflict.ruling, conflict.is_metric)
    assert ["p95 is 120 ms", "p95 is 140.5 ms"] == [one.claim for one in conflict.sides]


def test_evidence_that_names_a_test_of_the_same_handoff_is_a_test() -> None:
    ran = (RanTest(command="make check", has_passed=False),)
    told = Handoff(agent="t1", tests=ran, findings=(found("x", "make check"),))
    whole = results([part("t1", handoff=told), part("t2", found("y", "a.py"))])

    assert "x" == whole.conflicts[0].winner


@pytest.mark.requirement("S4-18")
def test_a_file_that_two_tasks_have_changed_is_an_overlap() -> None:
    whole = results(
        [
            part("t2", place=2, changes=Changes(files=("a", "b"))),
            part("t1", place=1, changes=Changes(files=("b", "c"))),
            part("t3", place=3, changes=None),
        ]
    )

    assert [("b", ("t1", "t2"))] == [(one.path, one.tasks) for one in whole.overlaps]


def test_a_task_that_is_done_without_its_deliverables_has_failed() -> None:
    told = Handoff(agent="t1", status="complete", deliverables=("a", "b"), missing=("b",))
    whole = results([part("t1", handoff=told)])

    assert ["missing: b"] == [one.why for one in whole.failed]
    assert () == whole.succeeded


@pytest.mark.requirement("S4-48")
def test_what_succeeded_is_used_what_failed_is_explained_the_rest_is_to_do() -> None:
    blocked = Handoff(
        agent="t3", status="blocked", summary="no key", blockers=(Blocker(text="key"),)
    )
    whole = results(
        [
            part("t1", place=1),
            part("t2", place=2, handoff=None, outcome=Outcome.ESCALATED, because="exit code 1"),
            part("t3", place=3, handoff=blocked),
            part("t4", place=4, handoff=None, outcome=Outcome.QUEUED),
            part("t5", place=5, handoff=None, outcome=Outcome.RUNNING),
        ]
    )

    assert ["t1"] == [one.id for one in whole.succeeded]
    assert ["exit code 1", "its handoff says blocked: no key"] == [one.why for one in whole.failed]
    assert ["t4", "t5"] == [one.id for one in whole.todo]
    assert (3, 5) == (whole.ended, len(whole.parts))


def test_lessons_have_evidence_and_all_who_tell_them() -> None:
    lesson = MemoryCandidate(text="Lock first.", evidence=("test: x",))
    told = [Handoff(agent=one, memory_candidates=(lesson,)) for one in ("t2", "t1")]
    bare = Handoff(agent="t3", memory_candidates=(MemoryCandidate(text="Hope."),))
    whole = results(part(one.agent, handoff=one) for one in (*told, bare))

    assert [("Lock first.", ("t1", "t2"))] == [(one.text, one.agents) for one in whole.lessons]
    assert 1 == whole.unproven_lessons


def test_of_one_task_the_latest_attempt_counts() -> None:
    first = part("t1", attempts=1, ended_at=when(0), because="a")
    second = part("t1", attempts=2, ended_at=when(0) + timedelta(minutes=1), because="b")

    assert gathered([first, second]) == gathered([second, first]) == {"run/t1": second}
