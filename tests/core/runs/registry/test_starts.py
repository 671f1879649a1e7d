"""Every start that the journal knows, named as S4 names agents."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.ground import Entry, TaskSeen
from core.model.run import Outcome, attempt_key
from core.runs.registry.starts import Start, starts
from tests.core.spawn.gates import NOON

ID = re.compile(r"^agent-\d{3,}-[A-Z]+(-retry-\d+)?(\+\d+)?$")
TASK = TaskSeen(
    key="run/a",
    run="run",
    id="a",
    branch="fan/a",
    role="IMPLEMENTER",
    outcome=Outcome.RUNNING,
    attempts=1,
    attempt="run/a",
    place=1,
)


def line(seconds: float, kind: str, subject: str, because: str = "") -> Entry:
    at = NOON + timedelta(seconds=seconds)
    return Entry(number=0, at=at, kind=kind, subject=subject, because=because)


def one(task: TaskSeen, *lines: Entry, asks: str = "") -> list[Start]:
    return starts([task], lines, {task.key: asks} if asks else {})


@pytest.mark.requirement("S4-05")
def test_a_retry_is_named_after_the_agent_that_it_follows() -> None:
    task = replace(TASK, attempt="run/a-retry-1+2", place=7, role="AUDITOR")
    found = one(
        task,
        line(0, "admit", "run/a"),
        line(60, "ended", "run/a", "exit code 1"),
        line(90, "admit", "run/a-retry-1"),
        line(91, "ended", "run/a-retry-1", "never ran"),
        line(95, "admit", "run/a-retry-1+2"),
    )

    assert [
        ("agent-007-AUDITOR", 0, "failed", "exit code 1"),
        ("agent-007-AUDITOR-retry-1", 1, "failed", "never ran"),
        ("agent-007-AUDITOR-retry-1+2", 1, "active", ""),
    ] == [(start.agent_id, start.number, start.status, start.because) for start in found]
    assert NOON + timedelta(seconds=60) == found[0].ended_at


ENDED = [line(9, "ended", "run/a")]


@pytest.mark.parametrize(
    ("outcome", "lines", "asks", "status"),
    [
        (Outcome.RUNNING, [], "", "active"),
        (Outcome.RUNNING, [], "Which?", "blocked"),
        (Outcome.PROVING, ENDED, "", "complete"),
        (Outcome.DONE, ENDED, "", "complete"),
        (Outcome.UNPROVEN, ENDED, "", "complete"),
        (Outcome.ESCALATED, ENDED, "", "failed"),
        (Outcome.CANCELLED, ENDED, "", "failed"),
    ],
)
def test_the_status_is_one_of_the_source_s_words(
    outcome: Outcome, lines: list[Entry], asks: str, status: str
) -> None:
    found = one(replace(TASK, outcome=outcome), line(0, "admit", "run/a"), *lines, asks=asks)

    assert [status] == [start.status for start in found]


def test_a_task_takes_no_attempt_of_one_whose_name_begins_like_its_own() -> None:
    other = replace(TASK, key="run/a-b", id="a-b", attempt="run/a-b", place=2)
    found = starts([TASK, other], [line(0, "admit", "run/a-b"), line(1, "admit", "run/x")], {})

    assert ["agent-002-IMPLEMENTER"] == [start.agent_id for start in found]


NAMES = st.from_regex(r"\A[a-z0-9][a-z0-9._-]{0,9}\Z").filter(
    lambda name: not re.search(r"-retry-\d+$", name)
)


@pytest.mark.requirement("S4-05")
@given(
    st.lists(NAMES, unique=True, min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 3)), max_size=20),
)
def test_every_id_has_the_form_and_no_two_are_equal(
    names: list[str], tries: list[tuple[int, int, int]]
) -> None:
    tasks = [
        replace(TASK, key=f"run/{name}", id=name, place=place)
        for place, name in enumerate(names, start=1)
    ]
    keys = [attempt_key(tasks[n % len(tasks)].key, retry, again) for n, retry, again in tries]
    found = starts(tasks, [line(n, "admit", key) for n, key in enumerate(keys)], {})
    ids = [start.agent_id for start in found]

    assert len(set(keys)) == len(set(ids)) == len(ids)
    assert all(ID.match(one) for one in ids)
