"""One version, wherever it is said."""

from __future__ import annotations

import tomllib

from core.version import VERSION
from tests.house.source import ROOT


def test_the_package_has_the_version_that_the_program_says() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert VERSION == project["version"]
