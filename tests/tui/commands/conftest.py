"""A small repository, as plans need one."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def shop() -> Callable[[Path], None]:
    """Give a function that makes a repository with one commit."""

    def make(folder: Path) -> None:
        folder.mkdir()
        (folder / "a").write_text("x")
        who = ("-c", "user.name=x", "-c", "user.email=x@localhost")
        for words in (("init", "-qb", "main"), ("add", "."), (*who, "commit", "-qm", "Begin")):
            subprocess.run(["git", *words], cwd=folder, check=True)

    return make
