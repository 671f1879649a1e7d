"""The top of the repository holds what the plan says, and nothing left there by mistake."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLAN = {
    *("pyproject.toml", "README.md", "LICENSE", "tui", "core", "styles", "tests", "screenshots"),
}
"""D1; dot files and dot folders besides."""


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no checkout")
def test_nothing_lies_at_the_top_that_has_no_place_there() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tops = {line.split("/", 1)[0] for line in listed.stdout.splitlines()}

    assert set() == {top for top in tops if not top.startswith(".")} - PLAN
