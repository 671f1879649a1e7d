"""What the doctor says of a real client: its version, and nothing written while it is asked."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from core.runners.client.standing import Fit, fit, version_in
from core.runners.client.watch import asked, packaged

if TYPE_CHECKING:
    from pathlib import Path

CLAUDE = shutil.which("claude") or ""
pytestmark = [
    pytest.mark.real_client,
    pytest.mark.skipif(not CLAUDE, reason="claude is not on PATH"),
]


def test_a_real_client_says_its_version_and_writes_nothing(home: Path) -> None:
    before = sorted(home.rglob("*"))
    said = asked(CLAUDE, {"PATH": os.environ["PATH"], "HOME": str(home)}, patience=30)

    assert Fit.TRIED is fit(version_in(said))
    assert packaged(CLAUDE) in ("", version_in(said))
    assert before == sorted(home.rglob("*"))
