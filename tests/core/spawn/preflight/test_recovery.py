"""What a second start does again, and what it would cost without what is there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.preflight import Figure, Unit
from core.spawn.preflight.recovery import UNITS, Progress, recovery

WORST = Figure(value=400_000.0, source="the plan")
progress = st.builds(
    Progress,
    is_done=st.booleans(),
    is_at_work=st.booleans(),
    checkpoints=st.integers(0, 9),
    tokens=st.integers(0, 2_000_000),
)


@pytest.mark.requirement("S1-15")
def test_what_is_done_and_what_is_behind_a_checkpoint_is_not_done_again() -> None:
    done = Progress(is_done=True, is_at_work=False, checkpoints=3, tokens=200_000)
    begun = Progress(is_done=False, is_at_work=False, checkpoints=2, tokens=90_000)
    new = Progress(is_done=False, is_at_work=False, checkpoints=0, tokens=0)
    found = recovery([*[done] * 6, begun, *[new] * 3], WORST)

    assert found is not None
    assert (6, 4, 3) == (found.done, found.again, found.unsaved)
    assert 1 + 3 * UNITS == found.units
    assert round(200_000 * 10 / 3) == round(found.need.value or 0)
    assert 2_000_000 == found.whole.value


@pytest.mark.requirement("S1-28")
def test_an_agent_without_a_checkpoint_begins_anew_and_costs_all_of_it() -> None:
    lost = Progress(is_done=False, is_at_work=False, checkpoints=0, tokens=350_000)
    saved = lost._replace(checkpoints=2)
    found = recovery([lost, saved], WORST)

    assert found is not None
    assert (1, UNITS + 1) == (found.unsaved, found.units)
    assert 400_000 + 400_000 / UNITS == pytest.approx(found.need.value)


def test_of_a_run_that_has_not_begun_there_is_nothing_to_say() -> None:
    assert None is recovery([], WORST)
    assert None is recovery([Progress(False, True, 0, 10)], WORST)  # noqa: FBT003


def test_where_nothing_tells_what_a_task_takes_the_units_are_said() -> None:
    unknown = Figure(value=None, source="unknown", unit=Unit.TOKENS)
    found = recovery([Progress(False, False, 1, 0)], unknown)  # noqa: FBT003

    assert found is not None
    assert (UNITS - 1, None) == (found.units, found.need.value)


@given(st.lists(progress, max_size=12))
def test_it_never_costs_more_than_to_begin_anew(tasks: list[Progress]) -> None:
    found = recovery(tasks, WORST)
    if found is not None and found.need.value is not None and found.whole.value is not None:
        assert 0 <= found.need.value <= found.whole.value
        assert found.again <= found.units <= found.again * max(UNITS, 9)
