"""Disk and kernel say how an attempt is; what is final stays so whatever is locked."""

from __future__ import annotations

import pytest

from core.attempts.standing import REVOKED, Traces, standing
from core.model.run import Standing


@pytest.mark.parametrize(
    ("claim", "is_locked", "has_verdict", "is_shim_alive", "expected"),
    [
        ("", False, False, False, Standing.NEVER),
        ("", True, False, False, Standing.STARTING),
        ("shim", True, False, True, Standing.ALIVE),
        ("shim", True, False, False, Standing.ORPHANED),
        ("shim", False, False, False, Standing.LOST),
        ("shim", False, False, True, Standing.LOST),
        ("shim", False, True, False, Standing.ENDED),
        ("shim", True, True, True, Standing.ENDED),
        (REVOKED, True, False, False, Standing.REVOKED),
        (REVOKED, False, False, False, Standing.REVOKED),
    ],
)
def test_the_traces_decide(
    claim: str,
    is_locked: bool,  # noqa: FBT001
    has_verdict: bool,  # noqa: FBT001
    is_shim_alive: bool,  # noqa: FBT001
    expected: Standing,
) -> None:
    traces = Traces(
        claim=claim, is_locked=is_locked, has_verdict=has_verdict, is_shim_alive=is_shim_alive
    )

    assert expected is standing(traces)
