"""The faults that are quickly tried: each leaves every promise whole."""

from __future__ import annotations

import sys

import pytest

from tests.crash.table import TABLE, Fault, tried

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="locks and marks are Linux's")
SHORT = [
    pytest.param(fault, id=fault.what, marks=[pytest.mark.measures] if fault.measures else [])
    for fault in TABLE
    if fault.is_short
]


@pytest.mark.parametrize("fault", SHORT)
def test_a_fault_breaks_no_promise(fault: Fault) -> None:
    figures, verdict = tried(fault)
    if verdict.startswith("skipped"):
        pytest.skip(verdict)

    assert "ok" == verdict
    assert figures
