"""Whether the machine has room."""

from __future__ import annotations

import sys

import pytest

from core.host.watch import host


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says how much memory is free")
def test_this_machine_has_some_memory_and_a_load() -> None:
    found = host()

    assert found is not None
    assert 1 << 20 < found.memory_free < 1 << 50
    assert 0 <= found.load < 10_000
