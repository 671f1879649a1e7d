"""A task's folders tell the same as its rows did."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from core.engine.recovery.account import Recalled, accounts
from core.model.moment import Moment
from core.model.pace import WAVES
from core.model.run import SETTLED, Attempt, Begun, Outcome, Standing, Task, Verdict
from core.runs.outcome import following

if TYPE_CHECKING:
    from random import Random

AT = Moment(boot="b", boottime=1000.0, wall=datetime(2026, 11, 20, tzinfo=UTC))
TASK = Task(key="batch/one", run="batch", branch="fan/one", role="X", pace=WAVES, retries=2)
FIRST = Attempt(key=TASK.key, task=TASK.key, number=0)
WELL = Verdict(standing=Standing.ENDED, code=0)
BADLY = Verdict(standing=Standing.ENDED, code=1, because="exit code 1")
ENDS = [WELL, BADLY, Verdict(standing=Standing.LOST), Verdict(standing=Standing.REVOKED)]


def recalled(*ends: tuple[Verdict | None, bool]) -> list[Recalled]:
    """Give the folders that attempts with these ends leave behind."""
    found, attempt = [], FIRST
    for number, (verdict, is_stopped) in enumerate(ends):
        begun = Begun(attempt=attempt, task=TASK, permit=number + 1)
        found.append(Recalled(begun=begun, verdict=verdict, is_stopped=is_stopped))
        if verdict is None:
            break
        then = following(replace(TASK, is_stopped=is_stopped), attempt, verdict, AT)
        if then.attempt is None:
            break
        attempt = then.attempt
    return found


def test_what_is_done_is_done_and_nothing_waits() -> None:
    mine = accounts(recalled((BADLY, False), (WELL, False)), AT)[TASK.key]

    assert (Outcome.DONE, None, []) == (mine.outcome, mine.next, mine.live)
    assert ["batch/one", "batch/one-retry-1"] == [attempt.key for attempt, _ in mine.over]


def test_what_was_not_judged_is_seen_through() -> None:
    mine = accounts(recalled((BADLY, False), (None, False)), AT)[TASK.key]

    assert (Outcome.RUNNING, None) == (mine.outcome, mine.next)
    assert ["batch/one-retry-1"] == [one.begun.attempt.key for one in mine.live]


def test_what_was_stopped_is_not_tried_again() -> None:
    mine = accounts(recalled((BADLY, True)), AT)[TASK.key]

    assert (Outcome.CANCELLED, None) == (mine.outcome, mine.next)


def test_what_was_done_and_is_done_anew_is_judged_by_its_last_permit() -> None:
    anew = replace(FIRST, key="batch/one+1", start=1)
    later = Recalled(begun=Begun(attempt=anew, task=TASK, permit=7), verdict=BADLY)
    mine = accounts([later, *recalled((WELL, False))], AT)[TASK.key]

    assert (Outcome.QUEUED, "batch/one-retry-1+1") == (mine.outcome, mine.next and mine.next.key)


@given(
    ends=st.lists(st.sampled_from(ENDS), min_size=1, max_size=6),
    order=st.randoms(use_true_random=False),
)
def test_the_order_of_folders_does_not_matter(ends: list[Verdict], order: Random) -> None:
    folders = recalled(*((end, False) for end in ends))
    mixed = order.sample(folders, len(folders))
    mine = accounts(mixed, AT)[TASK.key]
    last = folders[-1]
    assert last.verdict is not None
    then = following(TASK, last.begun.attempt, last.verdict, AT)

    assert (then.outcome, then.attempt) == (mine.outcome, mine.next)
    assert (mine.next is None) == (mine.outcome in SETTLED)
    assert len(folders) == len(mine.over)
