"""Whose time can be over: by the age of the last update, and never who has ended."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.handoffs.progress import claims
from core.handoffs.records import spawned, status_file
from core.handoffs.reported import reported
from core.model.diagnosis import State
from core.model.limits import LIMITS
from tests.core.handoffs.test_claims import FULL
from tests.core.lines import when
from tui.present.glyphs import Manner
from tui.present.times import ago
from tui.present.view.facts import facts, why


@pytest.mark.requirement("S4-45")
@given(st.sampled_from(["complete", "completed", "failed"]), st.integers(0, 10**8))
def test_who_is_complete_or_has_failed_is_never_stale(status: str, age: int) -> None:
    raw = json.dumps({**FULL, "status": status}).encode()
    file = status_file(raw, "impl-1")
    assert file is not None
    claim = claims([(file, "", "")], {}, {}, when(age), LIMITS)["impl-1"]

    assert claim.anomaly in (None, "failed")
    assert State.STALLED is not reported([claim], when(age))[0].diagnosis.state


@pytest.mark.requirement("S4-46")
@given(st.integers(0, 10**6), st.integers(0, 5000))
def test_the_age_since_the_last_update_decides_and_both_are_shown(spawned_s: int, age: int) -> None:
    born = {"agentId": "impl-1", "spawnedAt": when(-spawned_s).isoformat()}
    registered = spawned(json.dumps([born]).encode())
    file = status_file(json.dumps(FULL).encode(), "impl-1")
    assert file is not None
    found = claims([(one, "", "") for one in (*registered, file)], {}, {}, when(age), LIMITS)
    row = reported([found["impl-1"]], when(age))[0]
    page = " ".join(
        span.text
        for line in (*why(row, when(age)), *facts(row, when(age), Manner()))
        for span in line.left
    )

    assert (State.STALLED if age > 300 else State.QUIET if age > 120 else State.WORKING) is (
        row.diagnosis.state
    )
    assert f"quiet for {ago(age)}" in page
    assert f"{ago(spawned_s + age)} ago" in page
