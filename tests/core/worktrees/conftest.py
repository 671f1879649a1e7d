"""A repository with one worktree of it, and a state folder of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.model.where import StateFolder
from core.worktrees.act import make
from tests.core.worktrees.shop import git

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    shop = tmp_path / "shop"
    shop.mkdir()
    git(shop, "init", "-qb", "main")
    (shop / "a").write_text("x\n")
    (shop / "sub").mkdir()
    (shop / "sub/b").write_text("y\n")
    (shop / ".gitignore").write_text("*.log\nbuild/\n")
    git(shop, "add", ".")
    git(shop, "commit", "-qm", "Begin")
    return shop


@pytest.fixture
def tree(shop: Path) -> Path:
    path = shop.parent / "shop-wt/ai-962"
    assert not make(str(shop), str(path), "fan/ai-962", "main", lambda _: None).because
    return path


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    return StateFolder(str(tmp_path / "state"))
